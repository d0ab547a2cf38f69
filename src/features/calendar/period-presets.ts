import { defineEnum } from '../../platform/graphql/define-enum';
import { addUnits, type CalendarUnit, dateOf, dayOf, type Days, startOfUnit } from './calendar-units';

interface Preset {
  readonly description: string;
  readonly unit: CalendarUnit;
  /** How many units before today the period starts. It ends today. */
  readonly back?: number;
  /** How many units before the current one the whole unit is. */
  readonly before?: number;
}

/** The presets of periods. To add one, define it here. */
const presets = {
  LAST_WEEK: { unit: 'WEEK', back: 1, description: 'From the same weekday of last week to today.' },
  LAST_2_WEEKS: { unit: 'WEEK', back: 2, description: 'From the same weekday two weeks ago to today.' },
  LAST_MONTH: {
    unit: 'MONTH',
    back: 1,
    description:
      'From the same day of last month to today. The last day of a shorter month. ' +
      'The calendar month is PREVIOUS_MONTH.',
  },
  LAST_3_MONTHS: {
    unit: 'MONTH',
    back: 3,
    description: 'From the same day three months ago to today. The last day of a shorter month.',
  },
  LAST_6_MONTHS: {
    unit: 'MONTH',
    back: 6,
    description: 'From the same day six months ago to today. The last day of a shorter month.',
  },
  LAST_YEAR: {
    unit: 'YEAR',
    back: 1,
    description: 'From the same day last year to today. 28 February for the 29th. The calendar year is PREVIOUS_YEAR.',
  },
  THIS_MONTH: { unit: 'MONTH', before: 0, description: 'The whole calendar month of today, with the days to come.' },
  PREVIOUS_MONTH: { unit: 'MONTH', before: 1, description: 'The whole calendar month before the month of today.' },
  THIS_QUARTER: {
    unit: 'QUARTER',
    before: 0,
    description: 'The whole calendar quarter of today, with the days to come.',
  },
  PREVIOUS_QUARTER: {
    unit: 'QUARTER',
    before: 1,
    description: 'The whole calendar quarter before the quarter of today.',
  },
  THIS_YEAR: { unit: 'YEAR', before: 0, description: 'The whole calendar year of today, with the days to come.' },
  PREVIOUS_YEAR: { unit: 'YEAR', before: 1, description: 'The whole calendar year before the year of today.' },
} satisfies Record<string, Preset>;

export type PeriodPreset = keyof typeof presets;
export const PeriodPreset = defineEnum(
  'PeriodPreset',
  'Days in the venue time zone, relative to today. LAST_… ends today; THIS_… and PREVIOUS_… are whole calendar units.',
  presets,
);

/** The days of a preset, by the current day in the venue time zone. */
export function presetDays(name: PeriodPreset, today: string): Days {
  const { unit, back, before = 0 }: Preset = presets[name];
  if (back) return { startOn: dateOf(addUnits(dayOf(today), -back, unit)), endOn: today };
  const startDay = addUnits(startOfUnit(dayOf(today), unit), -before, unit);
  return { startOn: dateOf(startDay), endOn: dateOf(addUnits(startDay, 1, unit) - 1) };
}
