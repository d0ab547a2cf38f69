import { Condition } from '../../platform/database/condition';
import { sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { RecordScope } from '../auth/scopes';
import { userCondition } from '../users/user-condition';
import { narrowsUsers } from '../users/user-figure-filter';
import type { ResolvedFigures } from '../users/user-figures';
import type { BookingFilter } from './booking.inputs';

/** Translates a scope and a filter into a condition over `bookings b`, for lists and statistics alike. */
export function bookingCondition(
  scope: RecordScope,
  filter?: BookingFilter | null,
  figures?: ResolvedFigures | null,
): Condition {
  const condition = new Condition().add(sql`b.organizationId = ${scope.organizationId}`);
  if (scope.onlyUserId !== undefined) condition.add(sql`b.userId = ${scope.onlyUserId}`);
  condition
    .in('b.id', filter?.ids && idsOf(filter.ids))
    .in('b.reference', filter?.references)
    .in('b.resource', filter?.resource)
    .in('b.userId', filter?.userIds && idsOf(filter.userIds))
    .in('b.locationId', filter?.locationIds && idsOf(filter.locationIds))
    .in('b.status', filter?.status)
    .between('b.startsAt', filter?.startsAt)
    .between('b.createdAt', filter?.createdAt);
  const users = filter?.users;
  return narrowsUsers(users)
    ? condition.inSubquery('b.userId', sql`SELECT u.id FROM users u WHERE`, userCondition(scope.users, users, figures))
    : condition;
}
