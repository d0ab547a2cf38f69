import type { InstantRange } from 'tallyport/client';
import { dayAfter, isDay, startOfDay } from '../zone-days.js';

/** The instants from the first day to the last one in a zone. An empty end is open. Undefined if both are. */
export function rangeOfDays(first: string, last: string, timeZone: string): InstantRange | undefined {
  if (!isDay(first) && !isDay(last)) return undefined;
  return {
    ...(isDay(first) ? { from: startOfDay(first, timeZone) } : {}),
    ...(isDay(last) ? { before: startOfDay(dayAfter(last), timeZone) } : {}),
  };
}
