/**
 * The only source of business time, which tests can freeze. In production it is the clock of the database, see
 * DatabaseClock. Leases use that clock directly in their SQL.
 */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
