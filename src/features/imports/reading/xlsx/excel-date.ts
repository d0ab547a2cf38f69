const msPerDay = 86_400_000;
/** Number of days before 1970-01-01. */
const daysBefore1970 = 25_569;
/** Days between the counts from 1900 and from 1904. */
const daysBefore1904 = 1462;
/** 9999-12-31. */
const maxDay = 2_958_465;

/**
 * The date of a number of days as `YYYY-MM-DD`, or with the time as `YYYY-MM-DDTHH:mm:ss.SSS`. Null for numbers that are no
 * dates: negative ones, times of day, the years from 10000, and the day 60, 1900-02-29, which Excel has and the calendar
 * does not.
 */
export function excelDate(days: number, is1904: boolean, hasTime: boolean): string | null {
  // Excel counts from 1900-01-01 as day 1. After its false leap day all days are one too high.
  const counted = is1904 ? days + daysBefore1904 : days;
  const ms = Math.round((counted < 60 ? counted + 1 : counted) * msPerDay);
  if (days < 0 || counted < 1 || (counted >= 60 && counted < 61) || ms >= (maxDay + 1) * msPerDay) return null;
  const text = new Date(ms - daysBefore1970 * msPerDay).toISOString().slice(0, -1);
  return hasTime || ms % msPerDay !== 0 ? text : text.slice(0, 10);
}
