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
    rows: (organizationId, months) => ({
      sql: `SELECT i.userId, SUM(i.totalMinor) AS value FROM invoices i WHERE i.organizationId = ? AND ${invoiceCounts} ${month ? 'AND i.issuedAt >= ? AND i.issuedAt < ?' : ''} GROUP BY i.userId`,
      parameters: month ? [organizationId, months[month].startMs, months[month].endMs] : [organizationId],
    }),
  };
}
