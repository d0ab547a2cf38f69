import { Condition } from '../../platform/database/condition';
import { sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { RecordScope } from '../auth/scopes';
import { userCondition } from '../users/user-condition';
import { checkRange, narrowsUsers } from '../users/user-figure-filter';
import type { ResolvedFigures } from '../users/user-figures';
import type { InvoiceFilter } from './invoice.inputs';

/** @throws BAD_USER_INPUT for an invalid range; `path` is the argument that contains the filter */
export function checkInvoiceFilter(filter: InvoiceFilter | null | undefined, path: string): void {
  if (filter?.totalAmount) checkRange(`${path}.totalAmount`, filter.totalAmount);
}

/** Translates a scope and a filter into a condition over `invoices i`, for lists and statistics alike. */
export function invoiceCondition(
  scope: RecordScope,
  filter?: InvoiceFilter | null,
  figures?: ResolvedFigures | null,
): Condition {
  const condition = new Condition().add(sql`i.organizationId = ${scope.organizationId}`);
  if (scope.onlyUserId !== undefined) condition.add(sql`i.userId = ${scope.onlyUserId}`);
  condition
    .in('i.id', filter?.ids && idsOf(filter.ids))
    .in('i.number', filter?.numbers)
    .in('i.locationId', filter?.locationIds && idsOf(filter.locationIds))
    .is('i.locationId IS NOT NULL', filter?.hasLocation)
    .in('i.bookingId', filter?.bookingIds && idsOf(filter.bookingIds))
    .is('i.bookingId IS NOT NULL', filter?.hasBooking)
    .in('i.userId', filter?.userIds && idsOf(filter.userIds))
    .in('i.status', filter?.status)
    .wholeBetween('i.totalMinor', filter?.totalAmount)
    .between('i.issuedAt', filter?.issuedAt);
  const users = filter?.users;
  return narrowsUsers(users)
    ? condition.inSubquery('i.userId', sql`SELECT u.id FROM users u WHERE`, userCondition(scope.users, users, figures))
    : condition;
}
