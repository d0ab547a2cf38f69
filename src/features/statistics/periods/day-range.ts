import { Field, InputType, Int } from 'type-graphql';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { monthNames } from '../../../platform/graphql/month-range';
import { DateScalar } from '../../../platform/graphql/scalars';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import {
  addUnits,
  CalendarUnit,
  dateOf,
  dayOf,
  type Days,
  type Granularity,
  startOfUnit,
} from '../../calendar/calendar-units';
import { PeriodPreset, presetDays } from '../../calendar/period-presets';
import { periodCount } from './periods';

const maxPeriods = 1100;

@InputType({
  description:
    'A range of venue days: `preset`, or `from` and `to`, or `last` with `unit`. ' +
    `At most ${maxPeriods.toLocaleString('en-US')} periods of the granularity.`,
})
export class DayRange {
  @Field(() => PeriodPreset, {
    nullable: true,
    description: 'Days relative to today, or to the day of `asOf`.',
  })
  preset?: PeriodPreset | null;

  @Field(() => DateScalar, { nullable: true, description: 'First day.' })
  from?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day, inclusive. Absent with `from`: today, or the day of `asOf`.',
  })
  to?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'This many whole units before the current one, which has the day of `asOf`. Absent `asOf`: today.',
  })
  last?: number | null;

  @Field(() => CalendarUnit, { nullable: true, description: 'The unit of `last`.' })
  unit?: CalendarUnit | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'With `last`: adds the current unit as a whole, with the days to come.',
  })
  includeCurrent: boolean = false;
}

/** The range that statistics are requested for: months, or days. */
export interface RequestedRange {
  readonly from?: string | null;
  readonly to?: string | null;
  readonly days?: DayRange | null;
}

/**
 * The days of a requested range. `asOf` determines the current unit.
 *
 * @throws BAD_USER_INPUT for an incomplete, contradictory or reversed range, or one of too many periods
 */
export function resolveDays(
  { from, to, days }: RequestedRange,
  granularity: Granularity,
  calendar: VenueCalendar,
  asOf: Date,
): Days {
  if (days && (from || to))
    throw badInput('days', 'Give either `from` and `to`, or `days`.', because('PERIOD_OVERDETERMINED'));
  if (!days && (!from || !to))
    throw badInput(from ? 'to' : 'from', 'Give `from` and `to`, or `days`.', because('PERIOD_INCOMPLETE'));
  const resolved = days ? daysOf(days, calendar.today(asOf)) : daysOfMonths(from!, to!);
  if (periodCount(resolved, granularity) > maxPeriods)
    throw badInput(
      days ? 'days' : 'granularity',
      `The range has more than ${maxPeriods} periods. Request fewer days or a coarser granularity.`,
      because('TOO_MANY_PERIODS', { max: maxPeriods }),
    );
  return resolved;
}

/** A price does not depend on the clock: it uses this day as today. */
const pricedEnd = '2050-12-31';

/** About how many rows each group has, for the price of a query. Never throws. */
export function pricedPeriods({ from, to, days }: RequestedRange, granularity: Granularity): number {
  if (days?.preset) return periodCount(presetDays(days.preset, pricedEnd), granularity);
  const last = days?.last;
  if (typeof last === 'number' && days?.unit) {
    const daysPerUnit = { DAY: 1, WEEK: 7, MONTH: 31, QUARTER: 92, YEAR: 366 }[days.unit];
    const count = Math.max(1, Math.min(last + 1, maxPeriods)) * daysPerUnit;
    return Math.min(periodCount({ startOn: dateOf(0), endOn: dateOf(count - 1) }, granularity), maxPeriods);
  }
  const startOn = days?.from ?? (from && `${from}-01`);
  if (!startOn) return 1;
  const endOn = days ? (days.to ?? pricedEnd) : `${to ?? from}-28`;
  return Math.min(periodCount({ startOn, endOn }, granularity), maxPeriods);
}

function daysOfMonths(from: string, to: string): Days {
  monthNames(from, to, 'to');
  return { startOn: `${from}-01`, endOn: dateOf(addUnits(dayOf(`${to}-01`), 1, 'MONTH') - 1) };
}

function daysOf({ preset, from, to, last, unit, includeCurrent }: DayRange, today: string): Days {
  const isRelative = typeof last === 'number' || unit;
  if ([preset, from || to, isRelative].filter(Boolean).length > 1)
    throw badInput(
      'days',
      'Give only one of `preset`, `from` with `to`, and `last` with `unit`.',
      because('PERIOD_OVERDETERMINED'),
    );
  if (preset) return presetDays(preset, today);
  if (isRelative) return lastUnits(today, last, unit, includeCurrent);
  if (!from)
    throw badInput('days.from', 'Give `preset`, or `from`, or `last` and `unit`.', because('PERIOD_INCOMPLETE'));
  const endOn = to ?? today;
  if (endOn < from) throw badInput('days.to', `The day ${endOn} is before ${from}.`, because('PERIOD_REVERSED'));
  return { startOn: from, endOn };
}

function lastUnits(
  today: string,
  last: number | null | undefined,
  unit: CalendarUnit | null | undefined,
  includeCurrent: boolean,
): Days {
  if (!unit || typeof last !== 'number')
    throw badInput(unit ? 'days.last' : 'days.unit', 'Give both `last` and `unit`.', because('PERIOD_INCOMPLETE'));
  const min = includeCurrent ? 0 : 1;
  if (last < min || last > maxPeriods)
    throw badInput(
      'days.last',
      `\`last\` must be from ${min} to ${maxPeriods}.`,
      because('NUMBER_RANGE', { min, max: maxPeriods }),
    );
  const current = startOfUnit(dayOf(today), unit);
  const startDay = addUnits(current, -last, unit);
  if (startDay < dayOf('0001-01-01'))
    throw badInput('days.last', 'The range would start before the year 1.', because('DATE_RANGE'));
  const beforeDay = includeCurrent ? addUnits(current, 1, unit) : current;
  return { startOn: dateOf(startDay), endOn: dateOf(beforeDay - 1) };
}
