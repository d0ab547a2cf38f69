import type { QueryRows } from '../../platform/database/query-rows';
import { type Sql, sql } from '../../platform/database/sql';
import type { MonthPair } from '../../platform/time/venue-calendar';
import { type UserSelection, userSelectionCondition } from '../users/user-selection';

/** The condition over `invoices i` for invoices that count in figures. */
export const invoiceCounts = sql`i.status IN ('OPEN', 'PAID')`;

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
  const totalIn = ({ startMs, endMs }: MonthPair['thisMonth']): Sql =>
    sql`CAST(SUM(CASE WHEN i.issuedAt >= ${startMs} AND i.issuedAt < ${endMs} THEN i.totalMinor ELSE 0 END) AS CHAR)`;
  const rows = await run(
    sql`SELECT i.userId, ${totalIn(thisMonth)} AS totalThis, ${totalIn(lastMonth)} AS totalLast, CAST(SUM(i.totalMinor) AS CHAR) AS totalEver
       FROM invoices i
      WHERE i.organizationId = ${organizationId} AND ${userSelectionCondition('i.userId', users)} AND ${invoiceCounts}
      GROUP BY i.userId ORDER BY i.userId`,
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
