import { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import type { MonthRange } from '../../platform/time/month-range';
import { rollupBasis, type DayBasis } from './day-figures';

type RunRows = (sql: string, parameters: (string | number)[]) => Promise<(string | number | null)[][]>;

export interface DayTotalsRequest {
  readonly organizationId: number;
  /** Of the calendar that `range` is of. */
  readonly timezone: string;
  readonly range: MonthRange;
  readonly basis: DayBasis;
  readonly statuses: readonly string[];
  readonly locationIds?: readonly number[] | undefined;
  readonly groupBy: readonly ('status' | 'locationId')[];
}

export interface DayTotal {
  readonly month: string;
  readonly group: readonly (string | number)[];
  readonly records: number;
  readonly amount: bigint;
}

/**
 * Months with records, from the totals by venue day. Null where there are none to be read: never made, or made for another zone or
 * with other zone data. That is asked in the same statement, so that they cannot be replaced in between.
 */
export async function dayTotals(run: RunRows, { organizationId, timezone, range, basis, statuses, locationIds, groupBy }: DayTotalsRequest): Promise<DayTotal[] | null> {
  const month = monthOfSql('d.day', range.edgeDays);
  const condition = new Condition().add('d.organizationId = ?', organizationId).add('d.basis = ?', basis).oneOf('d.status', statuses);
  condition.add(month.within, ...month.bounds).oneOf('d.locationId', locationIds);
  const groups = groupBy.map((column) => `d.${column}`).join(', ');
  const rows = await run(
    `SELECT t.place, t.records, t.amount${groupBy.map((column) => `, t.${column}`).join('')}
       FROM rollups r
       LEFT JOIN (SELECT ${month.expression} AS place, SUM(d.records) AS records, CAST(SUM(d.amount) AS CHAR) AS amount${groups && `, ${groups}`}
                    FROM day_figures d WHERE ${condition.sql} GROUP BY place${groups && `, ${groups}`} HAVING SUM(d.records) <> 0) t ON 1 = 1
      WHERE r.organizationId = ? AND r.basedOn = ?`,
    [...month.parameters, ...condition.parameters, organizationId, rollupBasis(timezone)],
  );
  if (rows.length === 0) return null;
  return rows
    .filter(([place]) => place !== null)
    .map(([place, records, amount, ...group]) => ({ month: range.months[place as number]!, group: group as (string | number)[], records: Number(records), amount: BigInt(amount!) }));
}
