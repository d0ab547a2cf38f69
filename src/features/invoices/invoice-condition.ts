import { Condition } from '../../platform/database/condition';
import { sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { RecordScope } from '../auth/scopes';
import { userCondition } from '../users/user-condition';
import { narrowsUsers } from '../users/user-figure-filter';
import type { ResolvedFigures } from '../users/user-figures';
import type { InvoiceFilter } from './invoice.inputs';

/** Translates a scope and a filter into a condition over `invoices i`, for lists and statistics alike. */
export function invoiceCondition(
  scope: RecordScope,
  filter?: InvoiceFilter | null,
  figures?: ResolvedFigures | null,
): Condition {
  const condition = new Condition().add(sql`i.organizationId = ${scope.organizationId}`);
  if (scope.onlyUserId !== undefined) condition.add(sql`i.userId = ${scope.onlyUserId}`);
  return condition.and(matchingInvoices(scope, filter, figures));
}

function matchingInvoices(
  scope: RecordScope,
  filter: InvoiceFilter | null | undefined,
  figures: ResolvedFigures | null | undefined,
): Condition {
  const condition = new Condition();
  if (!filter) return condition;
  const { users } = filter;
  condition
    .in('i.id', filter.ids && idsOf(filter.ids))
    .in('i.number', filter.numbers)
    .in('i.locationId', filter.locationIds && idsOf(filter.locationIds))
    .is('i.locationId IS NOT NULL', filter.hasLocation)
    .in('i.bookingId', filter.bookingIds && idsOf(filter.bookingIds))
    .is('i.bookingId IS NOT NULL', filter.hasBooking)
    .in('i.userId', filter.userIds && idsOf(filter.userIds))
    .in('i.status', filter.status)
    .wholeBetween('i.totalMinor', filter.totalAmount)
    .between('i.issuedAt', filter.issuedAt)
    .anyOf(filter.anyOf?.map((each) => matchingInvoices(scope, each, figures)))
    .not(filter.not && matchingInvoices(scope, filter.not, figures));
  return narrowsUsers(users)
    ? condition.inSubquery('i.userId', sql`SELECT u.id FROM users u WHERE`, userCondition(scope.users, users, figures))
    : condition;
}
