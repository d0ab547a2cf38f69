export const minuteMs = 60_000;

/**
 * Rounds an exact sum of milliseconds down to whole minutes. Minutes of several rows do not add up to the minutes of
 * their total; milliseconds do.
 */
export const wholeMinutes = (durationMs: bigint): bigint => durationMs / BigInt(minuteMs);

/** Like `wholeMinutes` for one booking, without a bigint for each row of a file. */
export const wholeMinutesOfBooking = (durationMs: number): number => Math.floor(durationMs / minuteMs);

export const durationMsDescription =
  'Total duration in milliseconds, exact. Additive: the rows of any grouping add up to the total.';
export const minutesDescription =
  'Total duration in whole minutes: `durationMs` rounded down. Not additive, because each row is rounded; add up `durationMs` instead.';
