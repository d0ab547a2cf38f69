import type { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import type { MonthRange } from '../../platform/time/month-range';
import { invoiceCounts } from '../invoices/invoice-totals';
import type { Directory } from '../organizations/organization.repository';
import { dayTotals, type RollupScope } from '../rollups/day-totals';
import {
  countUsers,
  type Dimension,
  everyMonthOfEveryGroup,
  type Grouped,
  groupsOf,
  userDimensions,
  type UsersIn,
} from './dimensions';

export type InvoiceDimensionName = 'LOCATION' | 'PLAN' | 'TEAM' | 'ACCOUNT_TYPE' | 'USER_STATUS' | 'STATUS';

/** One month of one group. `group` has a value for each dimension asked for, in their order. */
export interface InvoiceStatFigures {
  readonly month: string;
  readonly group: readonly (string | number | null)[];
  count: number;
  totalMinor: bigint;
}

export interface InvoiceStatsRequest {
  readonly range: MonthRange;
  readonly groupBy: readonly InvoiceDimensionName[];
  /** Scope and filter over `invoices i`. */
  readonly condition: Condition;
  /** The same for totals by day, where they can answer. */
  readonly rollup: RollupScope | null;
  readonly directory: Directory;
}

/** Invoices that count by month and group: the figures of `invoiceTotals`, over everyone that the condition leaves. */
export async function invoiceStats(run: QueryRows, request: InvoiceStatsRequest): Promise<InvoiceStatFigures[]> {
  const rows =
    (await rollupFigures(run, request)) ??
    (await grouped(run, request, 'COUNT(*) AS invoices, CAST(SUM(i.totalMinor) AS CHAR) AS total'));
  const found: InvoiceStatFigures[] = rows.map(({ month, group, figures: [count, total] }) => ({
    month,
    group,
    count: Number(count),
    totalMinor: BigInt(total ?? 0),
  }));
  return everyMonthOfEveryGroup(
    found,
    request.range.months,
    request.groupBy.length,
    (month, group) => ({ month, group, count: 0, totalMinor: 0n }),
    (into, from) => {
      into.count += from.count;
      into.totalMinor += from.totalMinor;
    },
  );
}

/**
 * Of how many users the invoices of each row are. Apart, because it is the dear figure, and not additive: it is counted
 * over the invoices themselves.
 */
export const invoiceStatUsers = (run: QueryRows, request: InvoiceStatsRequest): Promise<UsersIn> =>
  countUsers(request, (part) => grouped(run, part, 'COUNT(DISTINCT i.userId) AS people'));

/** Null where only the invoices themselves can answer. */
async function rollupFigures(
  run: QueryRows,
  { rollup, range, groupBy }: InvoiceStatsRequest,
): Promise<Grouped[] | null> {
  if (groupBy.some((name) => name !== 'STATUS')) return null;
  return dayTotals(run, rollup, {
    range,
    basis: 'ISSUED',
    statuses: ['OPEN', 'PAID'],
    groupBy: groupBy.map(() => 'status'),
  });
}

async function grouped(
  run: QueryRows,
  { range, groupBy, condition, directory }: InvoiceStatsRequest,
  figures: string,
): Promise<Grouped[]> {
  const dimensions = groupBy.map((name) => dimensionOf(name, directory));
  const month = monthOfSql('i.issuedAt', range.edgesMs);
  const rows = await run(
    `SELECT ${month.expression} AS place, ${dimensions.map(({ sql }, index) => `${sql} AS group${index}, `).join('')}
            ${figures}
       FROM invoices i ${dimensions.some(({ ofUser }) => ofUser) ? 'JOIN users u ON u.organizationId = i.organizationId AND u.id = i.userId' : ''}
      WHERE ${condition.sql} AND ${invoiceCounts} AND ${month.within}
      GROUP BY place${dimensions.map((_dimension, index) => `, group${index}`).join('')}`,
    [...month.parameters, ...condition.parameters, ...month.bounds],
  );
  return rows.flatMap(([place, ...row]) =>
    groupsOf(dimensions, row).map((group) => ({
      month: range.months[place as number]!,
      group,
      figures: row.slice(dimensions.length),
    })),
  );
}

/** What the statistics leave out: void invoices of the same months and filter. */
export async function excludedInvoices(
  run: QueryRows,
  { range, condition, rollup }: InvoiceStatsRequest,
): Promise<number> {
  const totals = await dayTotals(run, rollup, { range, basis: 'ISSUED', statuses: ['VOID'], groupBy: [] });
  if (totals) return totals.reduce((records, { figures }) => records + figures[0], 0);
  const month = monthOfSql('i.issuedAt', range.edgesMs);
  const [row] = await run(
    `SELECT COUNT(*) AS invoices FROM invoices i WHERE ${condition.sql} AND i.status = 'VOID' AND ${month.within}`,
    [...condition.parameters, ...month.bounds],
  );
  return Number(row![0]);
}

const dimensionOf = (name: InvoiceDimensionName, directory: Directory): Dimension => {
  if (name === 'STATUS') return { sql: 'i.status', ofUser: false, values: (status) => [status] };
  if (name === 'LOCATION')
    return {
      sql: 'u.primaryLocationId',
      ofUser: true,
      values: (id) => [id === null ? null : (directory.locations.get(id as number) ?? null)],
    };
  return userDimensions(directory)[name];
};
