import type { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { join, raw, sql } from '../../platform/database/sql';
import { monthByMonth, type MonthRange } from '../../platform/graphql/month-range';
import type { VenueCalendar } from '../../platform/time/venue-calendar';
import type { NamedItems } from '../organizations/organization.repository';
import type { DayBasis } from '../rollups/daily-totals';
import { readDailyTotals, type RollupScope } from '../rollups/read-daily-totals';
import type { Dimension, GroupValue, StoredValue } from './dimension';
import { everyMonthOfEveryGroup, groupCombinations, type GroupedRow, groupKey } from './grouped-rows';
import type { StatisticsDefinition } from './statistics-definition';

export interface StatisticsRequest {
  readonly definition: Pick<
    StatisticsDefinition,
    'table' | 'alias' | 'instants' | 'counted' | 'countedStatuses' | 'excluded' | 'amount'
  >;
  readonly basis: DayBasis;
  readonly range: MonthRange;
  readonly groupBy: readonly Dimension[];
  /** Scope and filter over the table. */
  readonly condition: Condition;
  /** The same for the rollups; null if they cannot answer. */
  readonly rollup: RollupScope | null;
  readonly calendar: VenueCalendar;
  readonly items: NamedItems;
}

/** Number of different users in a month and group. */
export type DistinctUsers = (month: string, group: readonly GroupValue[]) => number;

/**
 * Counts and sums by month and group, zeros included.
 *
 * @throws QUERY_TOO_COMPLEX
 */
export async function readTotals(run: QueryRows, request: StatisticsRequest): Promise<GroupedRow[]> {
  const { definition, range, groupBy } = request;
  const rows =
    (await readRollups(run, request)) ??
    (await readGroups(run, request, `COUNT(*) AS records, CAST(SUM(${definition.amount}) AS CHAR) AS amount`));
  return everyMonthOfEveryGroup(
    rows.map(({ month, group, figures: [count, amount] }) => ({
      month,
      group,
      count: Number(count),
      amount: BigInt(amount ?? 0),
    })),
    range.months,
    groupBy.length,
  );
}

/** Counts distinct users. A separate query over the records, because it is expensive and not additive. */
export async function readDistinctUsers(run: QueryRows, request: StatisticsRequest): Promise<DistinctUsers> {
  const { definition, range, groupBy, rollup } = request;
  // Without a filter each month is one index range; querying all months at once would force a sort by month and user.
  // A filter by users would be evaluated again for each month.
  const parts = rollup && groupBy.length === 0 ? monthByMonth(range) : [range];
  const keyOf = (month: string, group: readonly GroupValue[]): string => `${month} ${groupKey(group)}`;
  const counts = new Map<string, number>();
  for (const part of parts) {
    const rows = await readGroups(
      run,
      { ...request, range: part },
      `COUNT(DISTINCT ${definition.alias}.userId) AS people`,
    );
    // A user has one list of plans at a time, so rows with different lists have no user in common.
    for (const { month, group, figures } of rows) {
      const key = keyOf(month, group);
      counts.set(key, (counts.get(key) ?? 0) + Number(figures[0]));
    }
  }
  return (month, group) => counts.get(keyOf(month, group)) ?? 0;
}

/** Counts the records of the months that do not count, by field of `excluded`. */
export async function readExcluded<Excluded extends string>(
  run: QueryRows,
  request: Pick<StatisticsRequest, 'range' | 'basis' | 'condition' | 'rollup'>,
  {
    table,
    alias,
    instants,
    excluded,
  }: Pick<StatisticsDefinition<never, Excluded>, 'table' | 'alias' | 'instants' | 'excluded'>,
): Promise<Record<Excluded, number>> {
  const { range, basis, condition, rollup } = request;
  const statuses = Object.values<string>(excluded);
  const counts = new Map<string, number>();
  const totals = await readDailyTotals(run, rollup, { range, basis, statuses, groupBy: ['status'] });
  if (totals) {
    for (const { group, figures } of totals)
      counts.set(group[0] as string, (counts.get(group[0] as string) ?? 0) + figures[0]);
  } else {
    const month = monthOfSql(`${alias}.${instants[basis]!}`, range.edgesMs);
    const rows = await run(sql`SELECT ${raw(alias)}.status, COUNT(*) AS records FROM ${raw(table)} ${raw(alias)}
        WHERE ${condition.sql} AND ${raw(alias)}.status IN (${join(statuses)}) AND ${month.within}
        GROUP BY ${raw(alias)}.status`);
    for (const [status, count] of rows) counts.set(status as string, Number(count));
  }
  const fields = Object.entries<string>(excluded).map(([field, status]) => [field, counts.get(status) ?? 0]);
  return Object.fromEntries(fields) as Record<Excluded, number>;
}

interface FoundGroup {
  readonly month: string;
  readonly group: readonly GroupValue[];
  readonly figures: readonly StoredValue[];
}

/** Returns null if only the records themselves can answer. */
async function readRollups(
  run: QueryRows,
  { definition, rollup, range, basis, groupBy, items }: StatisticsRequest,
): Promise<FoundGroup[] | null> {
  const columns = groupBy.flatMap(({ rollupColumn }) => rollupColumn ?? []);
  if (columns.length < groupBy.length) return null;
  const totals = await readDailyTotals(run, rollup, {
    range,
    basis,
    statuses: definition.countedStatuses,
    groupBy: columns,
  });
  return (
    totals &&
    totals.flatMap(({ month, group: stored, figures }) =>
      groupCombinations(groupBy, stored, items).map((group) => ({ month, group, figures })),
    )
  );
}

async function readGroups(
  run: QueryRows,
  { definition, basis, range, groupBy, condition, calendar, items }: StatisticsRequest,
  figures: string,
): Promise<FoundGroup[]> {
  const { table, alias, instants, counted } = definition;
  const instantColumn = `${alias}.${instants[basis]!}`;
  const month = monthOfSql(instantColumn, range.edgesMs);
  const expressions = groupBy.map((dimension) => dimension.expression({ instantColumn, range, calendar }));
  const users = groupBy.some(({ isOfUser }) => isOfUser)
    ? `JOIN users u ON u.organizationId = ${alias}.organizationId AND u.id = ${alias}.userId`
    : '';
  const rows =
    await run(sql`SELECT ${month.index} AS monthIndex, ${join([...expressions.map((expression, index) => sql`${expression} AS group${raw(index)}`), raw(figures)])}
       FROM ${raw(table)} ${raw(alias)} ${raw(users)}
      WHERE ${condition.sql} AND ${counted} AND ${month.within}
      GROUP BY monthIndex${raw(expressions.map((_sql, index) => `, group${index}`).join(''))}`);
  return rows.flatMap(([monthIndex, ...values]) =>
    groupCombinations(groupBy, values, items).map((group) => ({
      month: range.months[monthIndex as number]!,
      group,
      figures: values.slice(groupBy.length),
    })),
  );
}
