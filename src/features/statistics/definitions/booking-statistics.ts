import { Float, Int } from 'type-graphql';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { sql } from '../../../platform/database/sql';
import { venueDaySql } from '../../../platform/database/venue-hours-sql';
import { filtersIn } from '../../../platform/graphql/nested-filters';
import { BigIntScalar, YearMonthScalar } from '../../../platform/graphql/scalars';
import { alternatives } from '../../../platform/text/alternatives';
import type { BookingFilter } from '../../bookings/booking.inputs';
import { bookingCounts } from '../../bookings/booking-activity';
import { bookingInstants } from '../../bookings/booking-basis';
import { bookingCondition } from '../../bookings/booking-condition';
import { durationMsDescription, minutesDescription, wholeMinutes } from '../../bookings/duration';
import { dateOf } from '../../calendar/calendar-units';
import { Location } from '../../organizations/reference-data.entity';
import { defineDimensionEnum, type Dimension } from './dimension';
import { commonMeasures, type Measure, type Measures, numberMeasure } from './measure';
import { excludedSum } from './row-totals';
import type { StatisticsDefinition } from './statistics-definition';
import { daysRangeSql, timeDimensions } from './time-dimensions';
import { itemsWithIds, userDimensions, usersOfRecords } from './user-dimensions';

const leadStarts = [0, 1, 2, 3, 7, 14, 30, 60, 90, 180, 365];
const always = { startMs: -Infinity, endMs: Infinity };

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
  ...userDimensions('the user who booked', usersOfRecords),
  ...timeDimensions('the instant that the basis counts by'),
  RESOURCE: {
    description: 'The resource of the booking.',
    field: { name: 'resource', type: String, description: 'Resource; null for bookings without one.' },
    isOfUser: false,
    expression: () => sql`b.resource`,
    groups: (resource) => [resource],
    groupsOfFilter: (filter) => (filter as BookingFilter | null | undefined)?.resource ?? undefined,
  },
  LEAD_TIME: {
    description: 'How long before its start the booking was created, in ranges of days (24 hours each).',
    field: {
      name: 'leadDays',
      type: Int,
      description: `First day of the range: ${alternatives(leadStarts.map(String))}. Null for bookings created after their start.`,
    },
    isOfUser: false,
    expression: () => daysRangeSql('(b.startsAt - b.createdAt)', leadStarts),
    groups: (days) => [days === null ? null : Number(days)],
  },
  FIRST_BOOKING_MONTH: {
    description:
      'The month of the first confirmed booking of the user who booked, by start in the venue time zone: ' +
      'cohorts of users. The user may have other bookings before, which are not confirmed.',
    field: {
      name: 'firstBookingMonth',
      type: YearMonthScalar,
      description: 'Month of the first confirmed booking of the user; null for users without one.',
    },
    isOfUser: true,
    // The date is computed once for each user, because its expression has a branch for each offset of the zone.
    join: ({ organizationId, calendar }) =>
      sql`LEFT JOIN (SELECT first.userId, ${venueDaySql('MIN(first.startsAt)', calendar.dayOffsets(always))} AS day FROM bookings first WHERE first.organizationId = ${organizationId} AND first.status = 'CONFIRMED' GROUP BY first.userId) f ON f.userId = b.userId`,
    expression: () => sql`f.day`,
    groups: (day) => [day === null ? null : dateOf(Number(day)).slice(0, 7)],
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
  userId: 'b.userId',
  hasRollups: true,
  instants: bookingInstants,
  counted: bookingCounts,
  countedStatuses: ['CONFIRMED'],
  excluded: { pending: 'PENDING', cancelled: 'CANCELLED' },
  amount: 'b.endsAt - b.startsAt',
  dimensions: bookingDimensions,
  hasItemNames: true,
  measures: bookingMeasures,
  assertValidFilter(filter) {
    for (const [{ status }, path] of filtersIn(filter, 'filter'))
      if (status)
        throw badInput(
          `${path}.status`,
          `\`${path}.status\` must be absent: only confirmed bookings count. Select \`excluded\` for the number of others.`,
          because('STATUS_NOT_COUNTED'),
        );
  },
  condition: bookingCondition,
};

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
