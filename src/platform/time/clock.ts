/**
 * The one source of business time, so that tests can hold it still. Outside of tests it is the database's, see
 * DatabaseClock; leases ask that in their statements.
 */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
