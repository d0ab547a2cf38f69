import type { QueryRows } from '../../platform/database/query-rows';
import type { MonthPair } from '../../platform/time/venue-calendar';
import { type UserSelection, userSelectionCondition } from '../users/user-selection';

/** The condition over `invoices i` for invoices that count in figures. */
export const invoiceCounts = "i.status IN ('OPEN', 'PAID')";

/** The invoice totals of one user, in minor units. VOID invoices never count. */
export interface InvoiceTotalsFigures {
  readonly thisMonthMinor: bigint;
  readonly lastMonthMinor: bigint;
  readonly allTimeMinor: bigint;
}

export const noInvoiceTotals: InvoiceTotalsFigures = { thisMonthMinor: 0n, lastMonthMinor: 0n, allTimeMinor: 0n };

/**
 * Computes the invoice totals of users, for queries and exports alike. Ordered by user id, without users who have no
 * invoices. Sums are read as text, because drivers would round them.
 */
export async function invoiceTotals(
  run: QueryRows,
  organizationId: number,
  { thisMonth, lastMonth }: MonthPair,
  users: UserSelection,
): Promise<[userId: number, InvoiceTotalsFigures][]> {
  const within = 'CAST(SUM(CASE WHEN i.issuedAt >= ? AND i.issuedAt < ? THEN i.totalMinor ELSE 0 END) AS CHAR)';
  const set = userSelectionCondition('i.userId', users);
  const rows = await run(
    `SELECT i.userId, ${within} AS totalThis, ${within} AS totalLast, CAST(SUM(i.totalMinor) AS CHAR) AS totalEver
       FROM invoices i
      WHERE i.organizationId = ? AND ${set.sql} AND ${invoiceCounts}
      GROUP BY i.userId ORDER BY i.userId`,
    [thisMonth.startMs, thisMonth.endMs, lastMonth.startMs, lastMonth.endMs, organizationId, ...set.parameters],
  );
  return rows.map(([userId, thisMonthMinor, lastMonthMinor, allTimeMinor]) => [
    userId as number,
    {
      thisMonthMinor: BigInt(thisMonthMinor!),
      lastMonthMinor: BigInt(lastMonthMinor!),
      allTimeMinor: BigInt(allTimeMinor!),
    },
  ]);
}
