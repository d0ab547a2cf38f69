import { periodOfSql } from '../../platform/database/period-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { sql } from '../../platform/database/sql';
import type { MonthRange } from '../../platform/graphql/month-range';
import { type UserSelection, userSelectionCondition } from '../users/user-selection';
import { invoiceCounts } from './invoice-totals';

/**
 * Sums invoices by user and month, in minor units and by index of the month in the range, with one statement on a
 * covering index.
 */
export async function monthlyInvoices(
  run: QueryRows,
  organizationId: number,
  range: MonthRange,
  users: UserSelection,
): Promise<Map<number, bigint[]>> {
  const found = new Map<number, bigint[]>();
  const month = periodOfSql('i.issuedAt', range.edgesMs);
  const rows =
    await run(sql`SELECT i.userId, ${month.index} AS monthIndex, CAST(SUM(i.totalMinor) AS CHAR) AS total FROM invoices i
      WHERE i.organizationId = ${organizationId} AND ${userSelectionCondition('i.userId', users)} AND ${invoiceCounts} AND ${month.within}
      GROUP BY i.userId, monthIndex`);
  for (const [userId, monthIndex, total] of rows as [number, number, string][]) {
    if (!found.has(userId))
      found.set(
        userId,
        range.months.map(() => 0n),
      );
    found.get(userId)![monthIndex] = BigInt(total);
  }
  return found;
}
