import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { defineEnum } from '../../../platform/graphql/define-enum';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import { addUnits, type CalendarUnit, dateOf, dayOf, type Days, type Granularity } from '../../calendar/calendar-units';
import { type Periods, periodsOf } from './periods';

export const Comparison = defineEnum('Comparison', 'An earlier range that figures are compared with.', {
  PERIOD_BEFORE: {
    description:
      'As many periods immediately before the range. With the granularity WHOLE: as many months if the range is of ' +
      'whole months, otherwise as many days.',
  },
  YEAR_BEFORE: {
    description: 'The same dates a year earlier. With the granularity WEEK: 52 weeks earlier.',
  },
});
export type Comparison = keyof typeof Comparison;

/** Earlier periods, and the index of the one that each period is compared with; null if there is none. */
export interface ComparedPeriods {
  readonly periods: Periods;
  readonly indexes: readonly (number | null)[];
}

/** @throws BAD_USER_INPUT if the earlier range starts before the year 1 */
export function comparedPeriods(
  calendar: VenueCalendar,
  days: Days,
  granularity: Granularity,
  { list }: Periods,
  comparison: Comparison,
): ComparedPeriods {
  const [startDay, endDay] = shiftedDays(days, granularity, list.length, comparison);
  if (!(startDay >= dayOf('0001-01-01')))
    throw badInput('compare', 'There is no earlier range: it would start before the year 1.', because('DATE_RANGE'));
  const periods = periodsOf(calendar, { startOn: dateOf(startDay), endOn: dateOf(endDay) }, granularity);
  if (granularity !== 'DAY' || comparison !== 'YEAR_BEFORE')
    return { periods, indexes: list.map((_period, index) => (index < periods.list.length ? index : null)) };
  const indexes = new Map(periods.list.map(({ start }, index) => [start, index]));
  // 29 February is compared with nothing.
  return { periods, indexes: list.map(({ start }) => indexes.get(yearBefore(start)) ?? null) };
}

const yearBefore = (date: string): string => `${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${date.slice(4)}`;

function shiftedDays(
  { startOn, endOn }: Days,
  granularity: Granularity,
  count: number,
  comparison: Comparison,
): [startDay: number, endDay: number] {
  const [start, end] = [dayOf(startOn), dayOf(endOn)];
  const endsMonth = dateOf(end + 1).endsWith('-01');
  const shift = (count: number, unit: CalendarUnit): [number, number] => [
    addUnits(start, -count, unit),
    // The last day of a month stays one.
    endsMonth ? addUnits(end + 1, -count, unit) - 1 : addUnits(end, -count, unit),
  ];
  if (comparison === 'YEAR_BEFORE') return granularity === 'WEEK' ? shift(52, 'WEEK') : shift(12, 'MONTH');
  if (granularity !== 'WHOLE') return shift(count, granularity);
  return endsMonth && startOn.endsWith('-01')
    ? shift(monthNumber(endOn) - monthNumber(startOn) + 1, 'MONTH')
    : shift(end - start + 1, 'DAY');
}

const monthNumber = (date: string): number => 12 * Number(date.slice(0, 4)) + Number(date.slice(5, 7));
