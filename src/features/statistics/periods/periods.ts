import type { Edges } from '../../../platform/graphql/month-range';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import {
  addUnits,
  dateOf,
  dayOf,
  type Days,
  type Granularity,
  labelOf,
  startOfUnit,
} from '../../calendar/calendar-units';

/** A unit of the calendar, or the part of it within the range. */
export interface Period {
  readonly label: string;
  readonly start: string;
  readonly end: string;
}

/** Consecutive periods of venue time. */
export interface Periods extends Edges {
  readonly list: readonly Period[];
}

/** Splits days into periods. The first and the last may be parts of their unit. */
export function periodsOf(calendar: VenueCalendar, { startOn, endOn }: Days, granularity: Granularity): Periods {
  const beforeDay = dayOf(endOn) + 1;
  const list: Period[] = [];
  const edgeDays: number[] = [];
  for (let day = dayOf(startOn), next; day < beforeDay; day = next) {
    next = granularity === 'WHOLE' ? beforeDay : addUnits(startOfUnit(day, granularity), 1, granularity);
    next = Math.min(next, beforeDay);
    const label = granularity === 'WHOLE' ? `${startOn}/${endOn}` : labelOf(day, granularity);
    list.push({ label, start: dateOf(day), end: dateOf(next - 1) });
    edgeDays.push(day);
  }
  return {
    list,
    edgeDays: [...edgeDays, beforeDay],
    edgesMs: [...list.map(({ start }) => calendar.dates(start, start).startMs), calendar.dates(endOn, endOn).endMs],
  };
}

/** About how many periods `periodsOf` returns. Used for the price of a query, before its dates are checked. */
export function periodCount({ startOn, endOn }: Days, granularity: Granularity): number {
  const days = dayOf(endOn) - dayOf(startOn) + 1;
  const daysPerPeriod = { DAY: 1, WEEK: 7, MONTH: 30.4, QUARTER: 91.3, YEAR: 365.2, WHOLE: Infinity }[granularity];
  return Math.max(1, Math.round(days / daysPerPeriod));
}
