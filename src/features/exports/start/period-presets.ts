import { defineEnum } from '../../../platform/graphql/define-enum';
import type { CalendarOffset } from '../../../platform/time/venue-calendar';

interface Preset {
  /** How far before today the period starts. */
  readonly offset: CalendarOffset;
  readonly description: string;
}

/** The presets of periods. To add one, define it here. */
const presets = {
  LAST_WEEK: { offset: { weeks: 1 }, description: 'Starts on the same weekday of last week.' },
  LAST_2_WEEKS: { offset: { weeks: 2 }, description: 'Starts on the same weekday two weeks ago.' },
  LAST_MONTH: {
    offset: { months: 1 },
    description: 'Starts on the same day of last month, or on its last day if it is shorter.',
  },
  LAST_3_MONTHS: {
    offset: { months: 3 },
    description: 'Starts on the same day three months ago, or on the last day of that month if it is shorter.',
  },
  LAST_6_MONTHS: {
    offset: { months: 6 },
    description: 'Starts on the same day six months ago, or on the last day of that month if it is shorter.',
  },
  LAST_YEAR: { offset: { years: 1 }, description: 'Starts on the same day last year; for 29 February, on the 28th.' },
} satisfies Record<string, Preset>;

export type PeriodPreset = keyof typeof presets;
export const PeriodPreset = defineEnum(
  'PeriodPreset',
  'A period up to and including today, in the venue time zone.',
  presets,
);

export const presetOffset = (preset: PeriodPreset): CalendarOffset => presets[preset].offset;
