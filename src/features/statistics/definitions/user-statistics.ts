import { Float, Int } from 'type-graphql';
import { sql } from '../../../platform/database/sql';
import type { UserFilter } from '../../users/user.inputs';
import { userCondition } from '../../users/user-condition';
import { defineDimensionEnum, type Dimension } from './dimension';
import { type Measures, numberMeasure } from './measure';
import type { StatisticsDefinition } from './statistics-definition';
import { attributeDimensions } from './user-dimensions';

export const userStatDimensions = attributeDimensions(
  'the user',
  (filter) => filter as UserFilter | null | undefined,
) satisfies Record<string, Dimension>;

export const UserDimension = defineDimensionEnum('UserDimension', 'users', userStatDimensions);
export type UserDimension = keyof typeof UserDimension;

const needsBookings = 'Requires BOOKINGS_VIEW, or the permissions of user exports.';

export const userMeasures: Measures = {
  count: numberMeasure('count', { type: Int, description: 'Number of users.', isAdditive: true }, ({ count }) => count),
  booked: numberMeasure(
    'booked',
    {
      type: Int,
      description: `Number of users who have a confirmed booking, past or future. ${needsBookings}`,
      isAdditive: true,
      needs: 'bookings',
      isOptionalColumn: true,
    },
    ({ amount }) => Number(amount),
  ),
  bookedRate: numberMeasure(
    'bookedRate',
    {
      type: Float,
      description: `The share of users who have a confirmed booking, from 0 to 1. Null if there are none. ${needsBookings}`,
      isNullable: true,
      needs: 'bookings',
      isOptionalColumn: true,
    },
    ({ count, amount }) => (count === 0 ? null : Number(amount) / count),
  ),
};

/** Users by the creation of their account. Their amount is 1 if they have booked. */
export const userStatistics: StatisticsDefinition<UserFilter, never> = {
  table: 'users',
  alias: 'u',
  userId: 'u.id',
  hasRollups: false,
  instants: { CREATED: 'createdAt' },
  counted: sql`1 = 1`,
  countedStatuses: [],
  excluded: {},
  amount:
    "CASE WHEN EXISTS (SELECT 1 FROM bookings b WHERE b.organizationId = u.organizationId AND b.userId = u.id AND b.status = 'CONFIRMED') THEN 1 ELSE 0 END",
  amountNeed: 'bookings',
  dimensions: userStatDimensions,
  hasItemNames: false,
  measures: userMeasures,
  assertValidFilter: () => undefined,
  condition: userCondition,
};
