import { Condition } from '../../../platform/database/condition';
import { periodOfSql } from '../../../platform/database/period-sql';
import type { QueryRows } from '../../../platform/database/query-rows';
import { join, raw, type Sql, sql } from '../../../platform/database/sql';
import type { Edges } from '../../../platform/graphql/month-range';
import { dayMs } from '../../../platform/time/time-zone';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { NamedItems } from '../../organizations/organization.repository';
import type { DayBasis } from '../../rollups/daily-totals';
import { readDailyTotals, type RollupScope } from '../../rollups/read-daily-totals';
import type { Dimension, GroupingContext, GroupValue, StoredValue } from '../definitions/dimension';
import type { MeasureNeed } from '../definitions/measure';
import { addTotals, noTotals, type RowTotals, type Sum } from '../definitions/row-totals';
import type { StatisticsDefinition } from '../definitions/statistics-definition';
import {
  assertRowLimit,
  groupCombinations,
  type GroupedFigures,
  type GroupFigures,
  groupKey,
  maxComputedRows,
} from './grouped-figures';

/** The records of a scope and a filter. */
export interface Selection {
  readonly condition: Condition;
  /** The same for the rollups; null if they cannot answer. */
  readonly rollup: RollupScope | null;
}

type Definition = Pick<
  StatisticsDefinition,
  'table' | 'alias' | 'userId' | 'instants' | 'counted' | 'countedStatuses' | 'excluded' | 'amount' | 'amountNeed'
>;

export interface StatisticsRequest {
  readonly definition: Definition;
  readonly basis: DayBasis;
  readonly edges: Edges;
  readonly groupBy: readonly Dimension[];
  readonly selected: Selection;
  /** The selection without a filter by status, for records that do not count. */
  readonly ofAnyStatus: Selection;
  readonly organizationId: number;
  readonly calendar: VenueCalendar;
  readonly items: NamedItems;
  readonly asOf: Date;
  /** Leaves out the records of some groups of other dimensions, given by their stored values. */
  readonly outside?: { readonly groupBy: readonly Dimension[]; readonly groups: readonly (readonly StoredValue[])[] };
}

/**
 * Counts and sums by period and group, and what else the measures need.
 *
 * @throws QUERY_TOO_COMPLEX
 */
export async function readFigures(
  run: QueryRows,
  requested: StatisticsRequest,
  needs: ReadonlySet<MeasureNeed>,
): Promise<GroupedFigures> {
  const request = withNeededAmount(requested, needs);
  const found: GroupedFigures = new Map();
  for (const { figures, ...row } of await readSums(run, request, countedOf(request)))
    add(found, row, { ...toSum(figures), excluded: {} });
  if (needs.has('excluded'))
    for (const [field, status] of Object.entries(request.definition.excluded))
      for (const { figures, ...row } of await readSums(run, request, excludedOf(request, status)))
        add(found, row, { ...noTotals, excluded: { [field]: toSum(figures) } });
  if (needs.has('users'))
    for (const { figures, ...row } of await readDistinctUsers(run, request)) {
      const totals = found.get(groupKey(row.group))?.byPeriod.get(row.period);
      // A user has one list of plans at a time, so rows with different lists have no user in common.
      if (totals) add(found, row, { ...noTotals, users: Number(figures[0]) });
    }
  return found;
}

/** The amount of users is a subquery for each of them. */
function withNeededAmount(request: StatisticsRequest, needs: ReadonlySet<MeasureNeed>): StatisticsRequest {
  const { definition } = request;
  const isNeeded = !definition.amountNeed || needs.has(definition.amountNeed);
  return isNeeded ? request : { ...request, definition: { ...definition, amount: '0' } };
}

function add(found: GroupedFigures, { period, group, stored }: Omit<FoundGroup, 'figures'>, totals: RowTotals): void {
  const key = groupKey(group);
  let figures = found.get(key);
  if (!figures) found.set(key, (figures = { group, stored: new Map(), byPeriod: new Map() }));
  figures.stored.set(JSON.stringify(stored), stored);
  const before = figures.byPeriod.get(period) ?? noTotals;
  const users = (before.users ?? 0) + (totals.users ?? 0);
  figures.byPeriod.set(period, { ...addTotals(before, totals), users });
}

const toSum = ([count, amount]: readonly StoredValue[]): Sum => ({
  count: Number(count),
  amount: BigInt(amount ?? 0),
});

interface FoundGroup {
  /** The index of the period. */
  readonly period: number;
  readonly group: readonly GroupValue[];
  readonly stored: readonly StoredValue[];
  readonly figures: readonly StoredValue[];
}

/** Records that the totals are of. */
interface Records extends Selection {
  readonly statuses: readonly string[];
  /** The same as a condition. */
  readonly hasStatus: Sql;
}

const countedOf = ({ definition, selected }: StatisticsRequest): Records => ({
  ...selected,
  statuses: definition.countedStatuses,
  hasStatus: definition.counted,
});

const excludedOf = ({ definition, ofAnyStatus }: StatisticsRequest, status: string): Records => ({
  ...ofAnyStatus,
  statuses: [status],
  hasStatus: sql`${raw(definition.alias)}.status = ${status}`,
});

/** Numbers and amounts of the records. */
async function readSums(run: QueryRows, request: StatisticsRequest, records: Records): Promise<FoundGroup[]> {
  return (
    (await readRollups(run, request, records)) ??
    readGroups(run, request, records, 'COUNT(*) AS records, CAST(SUM(r.amount) AS CHAR) AS total')
  );
}

/** Counts distinct users. A separate query over the records, because it is expensive and not additive. */
async function readDistinctUsers(run: QueryRows, request: StatisticsRequest): Promise<FoundGroup[]> {
  const { edges, groupBy, selected } = request;
  const count = 'COUNT(DISTINCT r.userId) AS people';
  // Without a filter each month is one index range; querying all months at once would force a sort by month and user.
  // A filter by users would be evaluated again for each month.
  if (!selected.rollup || groupBy.length > 0 || !hasLongPeriods(edges))
    return readGroups(run, request, countedOf(request), count);
  const found: FoundGroup[] = [];
  for (let period = 0; period < edges.edgesMs.length - 1; period++) {
    const one = {
      edgesMs: edges.edgesMs.slice(period, period + 2),
      edgeDays: edges.edgeDays.slice(period, period + 2),
    };
    const rows = await readGroups(run, { ...request, edges: one }, countedOf(request), count);
    found.push(...rows.map((row) => ({ ...row, period })));
  }
  return found;
}

const hasLongPeriods = ({ edgesMs }: Edges): boolean =>
  (edgesMs.at(-1)! - edgesMs[0]!) / (edgesMs.length - 1) >= 28 * dayMs;

const maxOutside = 500;

/**
 * The figures of the records that are in other groups than some, given by their stored values.
 *
 * @throws QUERY_TOO_COMPLEX
 */
export async function readFiguresOutside(
  run: QueryRows,
  request: StatisticsRequest,
  groups: readonly (readonly StoredValue[])[],
  needs: ReadonlySet<MeasureNeed>,
): Promise<GroupFigures | null> {
  assertRowLimit(groups.length, maxOutside);
  const withoutTotals = ({ condition }: Selection): Selection => ({ condition, rollup: null });
  const outside = {
    ...request,
    selected: withoutTotals(request.selected),
    ofAnyStatus: withoutTotals(request.ofAnyStatus),
    groupBy: [],
    outside: { groupBy: request.groupBy, groups },
  };
  return (await readFigures(run, outside, needs)).get(groupKey([])) ?? null;
}

/** Counts the records of the periods that do not count, by field of `excluded`. */
export async function readExcluded<Excluded extends string>(
  run: QueryRows,
  request: Omit<StatisticsRequest, 'groupBy' | 'selected'>,
): Promise<Record<Excluded, number>> {
  const ungrouped = { ...request, groupBy: [], selected: request.ofAnyStatus };
  const counts: Record<string, number> = {};
  for (const [field, status] of Object.entries(request.definition.excluded)) {
    const rows = await readSums(run, ungrouped, excludedOf(ungrouped, status));
    counts[field] = rows.reduce((sum, { figures }) => sum + Number(figures[0]), 0);
  }
  return counts;
}

/** Returns null if only the records themselves can answer. */
async function readRollups(
  run: QueryRows,
  { edges, basis, groupBy, items }: StatisticsRequest,
  { rollup, statuses }: Records,
): Promise<FoundGroup[] | null> {
  const columns = groupBy.flatMap(({ rollupColumn }) => rollupColumn ?? []);
  if (columns.length < groupBy.length) return null;
  const totals = await readDailyTotals(run, rollup, { edges, basis, statuses, groupBy: columns });
  return (
    totals &&
    totals.flatMap(({ period, group: stored, figures }) =>
      groupCombinations(groupBy, stored, items).map((group) => ({ period, group, stored, figures })),
    )
  );
}

/** The tables that the dimensions need in addition. */
function joinsOf({ table, alias }: Definition, dimensions: readonly Dimension[], context: GroupingContext): Sql {
  const users =
    table !== 'users' && dimensions.some(({ isOfUser }) => isOfUser)
      ? [raw(`JOIN users u ON u.organizationId = ${alias}.organizationId AND u.id = ${alias}.userId`)]
      : [];
  return join([...users, ...dimensions.flatMap((dimension) => dimension.join?.(context) ?? [])], ' ');
}

/** A condition that holds for the records of none of the groups. Their values are in columns from `group0` on. */
function isOutside({ groups }: NonNullable<StatisticsRequest['outside']>): Sql {
  if (groups.length === 0) return sql`1 = 1`;
  const isIn = (group: readonly StoredValue[]): Sql =>
    join(
      group.map((value, index) =>
        value === null ? sql`r.group${raw(index)} IS NULL` : sql`COALESCE(r.group${raw(index)} = ${value}, 1 = 0)`,
      ),
      ' AND ',
    );
  return sql`NOT (${join(groups.map(isIn), ' OR ')})`;
}

/** Groups the records. `figures` are aggregates over the columns `amount` and `userId` of `r`. */
async function readGroups(
  run: QueryRows,
  request: StatisticsRequest,
  { condition, hasStatus }: Records,
  figures: string,
): Promise<FoundGroup[]> {
  const { definition, basis, edges, groupBy, outside, items, calendar, asOf, organizationId } = request;
  const { table, alias, userId, instants, amount } = definition;
  const instantColumn = `${alias}.${instants[basis]!}`;
  const context = { instantColumn, edges, calendar, asOfMs: asOf.getTime(), organizationId };
  const period = periodOfSql(instantColumn, edges.edgesMs);
  const dimensions = outside?.groupBy ?? groupBy;
  const columns = [
    sql`${period.index} AS periodIndex`,
    ...dimensions.map((dimension, index) => sql`${dimension.expression(context)} AS group${raw(index)}`),
    raw(`${amount} AS amount`),
    raw(`${userId} AS userId`),
  ];
  const groups = groupBy.map((_dimension, index) => `, r.group${index}`).join('');
  const rows = await run(sql`SELECT r.periodIndex${raw(groups)}, ${raw(figures)}
       FROM (SELECT ${join(columns)}
               FROM ${raw(table)} ${raw(alias)} ${joinsOf(definition, dimensions, context)}
              WHERE ${condition.sql} AND ${hasStatus} AND ${period.within}) r
      WHERE ${outside ? isOutside(outside) : sql`1 = 1`}
      GROUP BY r.periodIndex${raw(groups)}
      LIMIT ${raw(maxComputedRows + 1)}`);
  const found: FoundGroup[] = [];
  for (const [periodIndex, ...values] of rows) {
    const stored = values.slice(0, groupBy.length);
    for (const group of groupCombinations(groupBy, stored, items))
      found.push({ period: periodIndex as number, group, stored, figures: values.slice(groupBy.length) });
    assertRowLimit(found.length, maxComputedRows);
  }
  return found;
}
