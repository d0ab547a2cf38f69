import { empty, sql } from '../../platform/database/sql';
import type { MonthPair } from '../../platform/time/venue-calendar';
import { Permission } from '../auth/permissions';
import type { UserFigure } from '../users/user-figures';
import { invoiceCounts } from './invoice-totals';

/** Each total of `invoiceTotals` as a query over all users, for filters and orders of users. */
export const invoiceFigures = {
  INVOICED_THIS_MONTH: sum('thisMonth'),
  INVOICED_LAST_MONTH: sum('lastMonth'),
  INVOICED_ALL_TIME: sum(),
};

function sum(month?: keyof MonthPair): UserFigure {
  return {
    permission: Permission.INVOICES_VIEW,
    ...(month && { month }),
    none: 0,
    rows(organizationId, months) {
      const isInMonth = month
        ? sql`AND i.issuedAt >= ${months[month].startMs} AND i.issuedAt < ${months[month].endMs}`
        : empty;
      return sql`SELECT i.userId, SUM(i.totalMinor) AS value FROM invoices i WHERE i.organizationId = ${organizationId} AND ${invoiceCounts} ${isInMonth} GROUP BY i.userId`;
    },
  };
}
