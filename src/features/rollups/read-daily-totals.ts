import { Condition } from '../../platform/database/condition';
import { periodOfSql } from '../../platform/database/period-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { raw, sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { Edges } from '../../platform/graphql/month-range';
import { type DayBasis, zoneVersion } from './daily-totals';

/** What daily totals can answer: all records of an organization, optionally of some locations, of any, or of none. */
export interface RollupScope {
  readonly organizationId: number;
  readonly timezone: string;
  readonly locationIds: readonly number[] | null;
  readonly hasLocation: boolean | null;
}

interface LocationFilter {
  readonly locationIds?: string[] | null;
  readonly hasLocation?: boolean | null;
}

/** Returns null for any other scope or filter, which only the records themselves can answer. */
export function rollupScope(
  scope: { organizationId: number; onlyUserId?: number },
  timezone: string,
  filter: object | null | undefined,
): RollupScope | null {
  const { locationIds, hasLocation = null, ...others } = (filter ?? {}) as LocationFilter;
  if (scope.onlyUserId !== undefined || Object.values(others).some((value) => value !== undefined && value !== null))
    return null;
  const { organizationId } = scope;
  return { organizationId, timezone, locationIds: locationIds ? idsOf(locationIds) : null, hasLocation };
}

interface DailyTotalsRequest {
  /** Of the periods, in the scope's time zone. */
  readonly edges: Edges;
  readonly basis: DayBasis;
  readonly statuses: readonly string[];
  readonly groupBy: readonly ('status' | 'locationId')[];
}

/** One period of one group. `figures` are the number of records and the sum of their amounts. */
interface DailyTotal {
  /** The index of the period. */
  readonly period: number;
  readonly group: readonly (string | number | null)[];
  readonly figures: readonly [records: number, amount: string];
}

/**
 * Returns the periods with records from the daily totals. Returns null without a scope, or if the totals are missing or
 * of another zone version. The same statement checks the version, so that a rebuild cannot come in between.
 */
export async function readDailyTotals(
  run: QueryRows,
  scope: RollupScope | null,
  { edges, basis, statuses, groupBy }: DailyTotalsRequest,
): Promise<DailyTotal[] | null> {
  if (!scope) return null;
  const { organizationId, timezone, locationIds, hasLocation } = scope;
  const period = periodOfSql('d.day', edges.edgeDays);
  const condition = new Condition()
    .add(sql`d.organizationId = ${organizationId}`)
    .add(sql`d.basis = ${basis}`)
    .in('d.status', statuses);
  condition.add(period.within).in('d.locationId', locationIds).is('d.locationId <> 0', hasLocation);
  const groups = groupBy.map((column) => `d.${column}`).join(', ');
  const rows =
    await run(sql`SELECT t.periodIndex, t.records, t.amount${raw(groupBy.map((column) => `, t.${column}`).join(''))}
       FROM rollups r
       LEFT JOIN (SELECT ${period.index} AS periodIndex, SUM(d.records) AS records, CAST(SUM(d.amount) AS CHAR) AS amount${raw(groups && `, ${groups}`)}
                    FROM day_figures d WHERE ${condition.sql} GROUP BY periodIndex${raw(groups && `, ${groups}`)} HAVING SUM(d.records) <> 0) t ON 1 = 1
      WHERE r.organizationId = ${organizationId} AND r.basedOn = ${zoneVersion(timezone)}`);
  if (rows.length === 0) return null;
  return rows
    .filter(([periodIndex]) => periodIndex !== null)
    .map(([periodIndex, records, amount, ...group]) => ({
      period: periodIndex as number,
      group,
      figures: [Number(records), amount as string],
    }));
}
