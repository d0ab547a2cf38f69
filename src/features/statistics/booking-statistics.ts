import { Int } from 'type-graphql';
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
import { commonMeasures, type Measures } from './measure';
import type { StatisticsDefinition } from './statistics-definition';
import { userDimensions } from './user-dimensions';

export const bookingDimensions = {
  LOCATION: {
    description: 'The location of the booking.',
    field: { name: 'location', type: String, description: 'Name of the location.' },
    item: Location,
    isOfUser: false,
    rollupColumn: 'locationId',
    expression: () => sql`b.locationId`,
    groups: (locationId, { locations }) => [locations.get(locationId as number) ?? null],
  },
  ...userDimensions('the user who booked'),
  WEEKDAY: {
    description:
      'The weekday in the venue time zone of the instant that the basis counts by. BAD_USER_INPUT for months before 1970.',
    field: { name: 'weekday', type: Int, description: 'Weekday, from 1 (Monday) to 7 (Sunday).' },
    isOfUser: false,
    expression: (context) => venueTimeSql(venueWeekdaySql, context),
    groups: (weekday) => [Number(weekday)],
  },
  HOUR: {
    description:
      'The hour in the venue time zone of the instant that the basis counts by. BAD_USER_INPUT for months before 1970.',
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
  minutes: { type: BigIntScalar, description: minutesDescription, value: ({ amount }) => wholeMinutes(amount) },
  durationMs: { type: BigIntScalar, description: durationMsDescription, value: ({ amount }) => amount },
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
  { instantColumn, range: { months, edgesMs }, calendar }: GroupingContext,
): Sql {
  if (months[0]! < '1970-01')
    throw new AppError('BAD_USER_INPUT', '`from` must be 1970-01 or later to group by WEEKDAY or HOUR.', {
      argument: 'from',
    });
  return expression(instantColumn, calendar.offsets({ startMs: edgesMs[0]!, endMs: edgesMs.at(-1)! }));
}
