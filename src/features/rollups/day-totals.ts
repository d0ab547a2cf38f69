import { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { raw, sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { MonthRange } from '../../platform/time/month-range';
import { type DayBasis, rollupBasis } from './daily-totals';

/** The records of a whole organization, at most narrowed to locations: that is what totals by day are kept of. */
export interface RollupScope {
  readonly organizationId: number;
  readonly timezone: string;
  readonly locationIds: readonly number[] | null;
}

/** Null where a scope or a filter asks for less, so that only the records themselves can answer. */
export function rollupScope(
  scope: { organizationId: number; onlyUserId?: number },
  timezone: string,
  filter: object | null | undefined,
): RollupScope | null {
  const { locationIds, ...others } = (filter ?? {}) as { locationIds?: string[] | null };
  if (scope.onlyUserId !== undefined || Object.values(others).some((value) => value !== undefined && value !== null))
    return null;
  return { organizationId: scope.organizationId, timezone, locationIds: locationIds ? idsOf(locationIds) : null };
}

export interface DayTotalsRequest {
  /** Of the calendar of the scope's time zone. */
  readonly range: MonthRange;
  readonly basis: DayBasis;
  readonly statuses: readonly string[];
  readonly groupBy: readonly ('status' | 'locationId')[];
}

/** `figures` are the number of records and the sum of their amounts. */
export interface DayTotal {
  readonly month: string;
  readonly group: readonly (string | number | null)[];
  readonly figures: readonly [records: number, amount: string];
}

/**
 * Months with records, from the totals by venue day. Null where they cannot answer: they are not kept of that scope,
 * were never made, or were made for another zone or with other zone data. The latter is asked in the same statement, so
 * that they cannot be replaced in between.
 */
export async function dayTotals(
  run: QueryRows,
  scope: RollupScope | null,
  { range, basis, statuses, groupBy }: DayTotalsRequest,
): Promise<DayTotal[] | null> {
  if (!scope) return null;
  const { organizationId, timezone, locationIds } = scope;
  const month = monthOfSql('d.day', range.edgeDays);
  const condition = new Condition()
    .add(sql`d.organizationId = ${organizationId}`)
    .add(sql`d.basis = ${basis}`)
    .in('d.status', statuses);
  condition.add(month.within).in('d.locationId', locationIds);
  const groups = groupBy.map((column) => `d.${column}`).join(', ');
  const rows =
    await run(sql`SELECT t.place, t.records, t.amount${raw(groupBy.map((column) => `, t.${column}`).join(''))}
       FROM rollups r
       LEFT JOIN (SELECT ${month.index} AS place, SUM(d.records) AS records, CAST(SUM(d.amount) AS CHAR) AS amount${raw(groups && `, ${groups}`)}
                    FROM day_figures d WHERE ${condition.sql} GROUP BY place${raw(groups && `, ${groups}`)} HAVING SUM(d.records) <> 0) t ON 1 = 1
      WHERE r.organizationId = ${organizationId} AND r.basedOn = ${rollupBasis(timezone)}`);
  if (rows.length === 0) return null;
  return rows
    .filter(([place]) => place !== null)
    .map(([place, records, amount, ...group]) => ({
      month: range.months[place as number]!,
      group,
      figures: [Number(records), amount as string],
    }));
}
