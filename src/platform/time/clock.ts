/** The one source of business time, so that tests can hold it still. Leases use the database's clock instead. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
