import { defineEnum } from '../../platform/graphql/define-enum';
import { dayMs } from '../../platform/time/time-zone';

/** Dates `YYYY-MM-DD`, both inclusive. */
export interface Days {
  readonly startOn: string;
  readonly endOn: string;
}

/** Dates are `YYYY-MM-DD`. Days are numbers since 1970-01-01. */
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
export const dayOf = (date: string): number => Date.parse(date) / dayMs;

interface Unit {
  readonly description: string;
  /** The length in days, or in months. */
  readonly days?: number;
  readonly months?: number;
  label(day: number): string;
}

const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** ISO 8601: a week belongs to the year of its Thursday. */
function weekLabel(day: number): string {
  const thursday = day - weekdayOf(day) + 3;
  const year = dateOf(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayOf(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

const monthOf = (day: number): number => Number(dateOf(day).slice(5, 7));

const units = {
  DAY: { description: 'Days, such as `2016-04-09`.', days: 1, label: dateOf },
  WEEK: { description: 'ISO weeks, from Monday to Sunday, such as `2016-W14`.', days: 7, label: weekLabel },
  MONTH: { description: 'Calendar months, such as `2016-04`.', months: 1, label: (day) => dateOf(day).slice(0, 7) },
  QUARTER: {
    description: 'Calendar quarters, such as `2016-Q2`.',
    months: 3,
    label: (day) => `${dateOf(day).slice(0, 4)}-Q${Math.ceil(monthOf(day) / 3)}`,
  },
  YEAR: { description: 'Calendar years, such as `2016`.', months: 12, label: (day) => dateOf(day).slice(0, 4) },
} satisfies Record<string, Unit>;

export const CalendarUnit = defineEnum('CalendarUnit', 'A unit of the calendar in the venue time zone.', units);
export type CalendarUnit = keyof typeof CalendarUnit;

export const Granularity = defineEnum(
  'Granularity',
  'The periods that statistics are divided into, in the venue time zone.',
  { ...units, WHOLE: { description: 'The whole range: one row for each group.' } },
);
export type Granularity = keyof typeof Granularity;

export const labelOf = (day: number, unit: CalendarUnit): string => units[unit].label(day);

/** The first day of the unit that has this day. */
export function startOfUnit(day: number, unit: CalendarUnit): number {
  const { months }: Unit = units[unit];
  if (!months) return unit === 'WEEK' ? day - weekdayOf(day) : day;
  const date = new Date(day * dayMs);
  date.setUTCMonth(date.getUTCMonth() - (date.getUTCMonth() % months), 1);
  return date.getTime() / dayMs;
}

/** The same day some units later, or earlier. A day that the month lacks becomes its last day. */
export function addUnits(day: number, count: number, unit: CalendarUnit): number {
  const { days, months }: Unit = units[unit];
  return months ? addMonths(day, count * months) : day + count * days!;
}

function addMonths(day: number, months: number): number {
  const date = new Date(day * dayMs);
  const dayOfMonth = date.getUTCDate();
  // The day before the first of the next month.
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(dayOfMonth, date.getUTCDate()));
  return date.getTime() / dayMs;
}
