import type { InstantRange } from 'tallyport/client';
import { days, instant } from '../format.js';
import { t } from '../texts/index.js';
import { dayAfter, dayIn, isDay, lastDayBefore, startOfDay } from '../zone-days.js';

/** The instants from the first day to the last one in a zone. An empty end is open. Undefined if both are. */
export function rangeOfDays(first: string, last: string, timeZone: string): InstantRange | undefined {
  if (!isDay(first) && !isDay(last)) return undefined;
  return {
    ...(isDay(first) ? { from: startOfDay(first, timeZone) } : {}),
    ...(isDay(last) ? { before: startOfDay(dayAfter(last), timeZone) } : {}),
  };
}

/** Days in words. An empty end is open, and one of them has a day. */
export function dayRangeText(first: string, last: string): string {
  if (first && last) return days(first, last);
  return first ? t.lists.since(days(first, first)) : t.lists.until(days(last, last));
}

/** A range in words: as days if it consists of whole days in the zone, and otherwise as instants. */
export function instantRangeText({ from, before }: InstantRange, timeZone: string): string {
  const last = before ? lastDayBefore(before, timeZone) : '';
  const first = from ? dayIn(from, timeZone) : '';
  const startsWithDay = !from || lastDayBefore(from, timeZone) !== null;
  if (last !== null && startsWithDay && (first || last)) return dayRangeText(first, last);
  return [
    ...(from ? [t.lists.since(instant(from, timeZone))] : []),
    ...(before ? [t.lists.before(instant(before, timeZone))] : []),
  ].join(' ');
}
