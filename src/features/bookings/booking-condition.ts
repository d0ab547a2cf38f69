import { Condition } from '../../platform/database/condition';
import { sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import { dayMs } from '../../platform/time/time-zone';
import type { RecordScope } from '../auth/scopes';
import { userCondition } from '../users/user-condition';
import { narrowsUsers } from '../users/user-figure-filter';
import type { ResolvedFigures } from '../users/user-figures';
import type { BookingFilter } from './booking.inputs';
import { minuteMs } from './duration';

/** Translates a scope and a filter into a condition over `bookings b`, for lists and statistics alike. */
export function bookingCondition(
  scope: RecordScope,
  filter?: BookingFilter | null,
  figures?: ResolvedFigures | null,
): Condition {
  const condition = new Condition().add(sql`b.organizationId = ${scope.organizationId}`);
  if (scope.onlyUserId !== undefined) condition.add(sql`b.userId = ${scope.onlyUserId}`);
  return condition.and(matchingBookings(scope, filter, figures));
}

function matchingBookings(
  scope: RecordScope,
  filter: BookingFilter | null | undefined,
  figures: ResolvedFigures | null | undefined,
): Condition {
  const condition = new Condition();
  if (!filter) return condition;
  const { users, leadDays } = filter;
  condition
    .in('b.id', filter.ids && idsOf(filter.ids))
    .in('b.reference', filter.references)
    .in('b.resource', filter.resource)
    .is('b.resource IS NOT NULL', filter.hasResource)
    .in('b.userId', filter.userIds && idsOf(filter.userIds))
    .in('b.locationId', filter.locationIds && idsOf(filter.locationIds))
    .in('b.status', filter.status)
    .between('b.startsAt', filter.startsAt)
    .between('b.endsAt', filter.endsAt)
    .between('b.createdAt', filter.createdAt)
    .unitsBetween('(b.endsAt - b.startsAt)', minuteMs, filter.minutes)
    .unitsBetween('(b.startsAt - b.createdAt)', dayMs, leadDays && { ...leadDays, gte: leadDays.gte ?? 0 })
    .anyOf(filter.anyOf?.map((each) => matchingBookings(scope, each, figures)))
    .not(filter.not && matchingBookings(scope, filter.not, figures));
  return narrowsUsers(users)
    ? condition.inSubquery('b.userId', sql`SELECT u.id FROM users u WHERE`, userCondition(scope.users, users, figures))
    : condition;
}
