import { Float, Int } from 'type-graphql';
import { because } from '../../error-reasons';
import { AppError, badInput } from '../../errors';
import { type Sql, sql } from '../../platform/database/sql';
import { venueHourSql, venueWeekdaySql } from '../../platform/database/venue-hours-sql';
import { BigIntScalar } from '../../platform/graphql/scalars';
import type { BookingFilter } from '../bookings/booking.inputs';
import { bookingCounts } from '../bookings/booking-activity';
import { bookingInstants } from '../bookings/booking-basis';
import { bookingCondition } from '../bookings/booking-condition';
import { durationMsDescription, minutesDescription, wholeMinutes } from '../bookings/duration';
import { Location } from '../organizations/reference-data.entity';
import { defineDimensionEnum, type Dimension, type GroupingContext } from './dimension';
import { commonMeasures, type Measure, type Measures, numberMeasure } from './measure';
import { excludedSum } from './row-totals';
import type { StatisticsDefinition } from './statistics-definition';
import { itemsWithIds, userDimensions } from './user-dimensions';

export const bookingDimensions = {
  LOCATION: {
    description: 'The location of the booking.',
    field: { name: 'location', type: String, description: 'Name of the location.' },
    item: Location,
    isOfUser: false,
    rollupColumn: 'locationId',
    expression: () => sql`b.locationId`,
    groups: (locationId, { locations }) => [locations.get(locationId as number) ?? null],
    groupsOfFilter: (filter, { locations }) =>
      itemsWithIds(locations, (filter as BookingFilter | null | undefined)?.locationIds),
  },
  ...userDimensions('the user who booked'),
  WEEKDAY: {
    description:
      'The weekday in the venue time zone of the instant that the basis counts by. BAD_USER_INPUT for a range that starts before 1970.',
    field: { name: 'weekday', type: Int, description: 'Weekday, from 1 (Monday) to 7 (Sunday).' },
    isOfUser: false,
    expression: (context) => venueTimeSql(venueWeekdaySql, context),
    groups: (weekday) => [Number(weekday)],
  },
  HOUR: {
    description:
      'The hour in the venue time zone of the instant that the basis counts by. BAD_USER_INPUT for a range that starts before 1970.',
    field: { name: 'hour', type: Int, description: 'Hour, from 0 to 23.' },
    isOfUser: false,
    expression: (context) => venueTimeSql(venueHourSql, context),
    groups: (hour) => [Number(hour)],
  },
} satisfies Record<string, Dimension>;

export const BookingDimension = defineDimensionEnum('BookingDimension', 'bookings', bookingDimensions);
export type BookingDimension = keyof typeof BookingDimension;

export const bookingMeasures: Measures = {
  ...commonMeasures('confirmed bookings', 'users who booked'),
  minutes: numberMeasure('minutes', { type: BigIntScalar, description: minutesDescription }, ({ amount }) =>
    wholeMinutes(amount),
  ),
  durationMs: numberMeasure(
    'durationMs',
    { type: BigIntScalar, description: durationMsDescription, isAdditive: true },
    ({ amount }) => amount,
  ),
  averageMinutes: numberMeasure(
    'averageMinutes',
    {
      type: Float,
      description: 'Average duration of a confirmed booking in minutes. Null if there are none.',
      isNullable: true,
      isOptionalColumn: true,
    },
    ({ count, amount }) => (count === 0 ? null : Number(amount) / count / 60_000),
  ),
  cancelled: statusMeasure('cancelled', 'CANCELLED'),
  pending: statusMeasure('pending', 'PENDING'),
  cancellationRate: numberMeasure(
    'cancellationRate',
    {
      type: Float,
      description:
        'The share of CANCELLED bookings among CONFIRMED and CANCELLED ones, from 0 to 1. Null if there are none.',
      isNullable: true,
      needs: 'excluded',
      isOptionalColumn: true,
    },
    (totals) => {
      const cancelled = excludedSum(totals, 'cancelled').count;
      return totals.count + cancelled === 0 ? null : cancelled / (totals.count + cancelled);
    },
  ),
};

export const bookingStatistics: StatisticsDefinition<BookingFilter, 'pending' | 'cancelled'> = {
  table: 'bookings',
  alias: 'b',
  instants: bookingInstants,
  counted: bookingCounts,
  countedStatuses: ['CONFIRMED'],
  excluded: { pending: 'PENDING', cancelled: 'CANCELLED' },
  amount: 'b.endsAt - b.startsAt',
  dimensions: bookingDimensions,
  measures: bookingMeasures,
  assertValidFilter(filter) {
    if (filter?.status)
      throw badInput(
        'filter.status',
        '`filter.status` must be absent: only confirmed bookings count. Select `excluded` for the number of others.',
        because('STATUS_NOT_COUNTED'),
      );
  },
  condition: bookingCondition,
};

function venueTimeSql(
  expression: typeof venueHourSql,
  { instantColumn, edges: { edgesMs, edgeDays }, calendar }: GroupingContext,
): Sql {
  if (edgeDays[0]! < 0)
    throw new AppError('BAD_USER_INPUT', 'The range must start in 1970 or later to group by WEEKDAY or HOUR.', {
      argument: 'from',
    });
  return expression(instantColumn, calendar.offsets({ startMs: edgesMs[0]!, endMs: edgesMs.at(-1)! }));
}

function statusMeasure(field: 'cancelled' | 'pending', status: string): Measure {
  return numberMeasure(
    field,
    {
      type: Int,
      description: `Number of ${status} bookings. If selected, groups that have only these bookings are in the answer, too.`,
      isAdditive: true,
      needs: 'excluded',
      isOptionalColumn: true,
    },
    (totals) => excludedSum(totals, field).count,
  );
}
