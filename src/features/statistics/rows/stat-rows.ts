import type { OrderDirection } from '../../../platform/graphql/connection';
import type { GroupValue } from '../definitions/dimension';
import type { Measure } from '../definitions/measure';
import { addTotals, isNothing, noTotals, type RowTotals } from '../definitions/row-totals';
import {
  assertRowLimit,
  compareGroups,
  type GroupedFigures,
  type GroupFigures,
  maxComputedRows,
  totalOf,
} from './grouped-figures';

/** One period of one group, before its fields are computed. */
export interface StatRow {
  readonly kind: 'GROUP' | 'REST' | 'NOTHING';
  /** The index of the period. */
  readonly period: number;
  readonly group: readonly GroupValue[];
  readonly totals: RowTotals;
  /** The totals of the group from the first period to this one, without users. */
  readonly running: RowTotals;
  /** Of the period compared with; null without a comparison, or if there is no such period. */
  readonly before: RowTotals | null;
}

export interface Having {
  readonly measure: Measure;
  readonly gte?: number | null | undefined;
  readonly lte?: number | null | undefined;
}

export interface RowOrder {
  readonly by: Measure | 'PERIOD' | 'GROUP';
  readonly direction: OrderDirection;
}

export interface TopGroups {
  readonly by: Measure;
  readonly groups: number;
  readonly rest: boolean;
}

/** The groups of a range, and what is left of it if only the top groups are shown. */
interface ShownFigures {
  readonly found: GroupedFigures;
  readonly rest: GroupFigures | null;
}

interface RowsRequest {
  readonly shown: ShownFigures;
  readonly dimensionCount: number;
  readonly periodCount: number;
  /** What the groups are compared with, and the index there of each period. */
  readonly before: (ShownFigures & { readonly indexes: readonly (number | null)[] }) | null;
  /** Whether rows without records are shown. */
  readonly zeros: boolean;
}

/**
 * The rows of every period of every group, ordered by group, then period. The rest comes last.
 *
 * @throws QUERY_TOO_COMPLEX
 */
export function rowsOf(request: RowsRequest): StatRow[] {
  const { shown, dimensionCount, periodCount, before, zeros } = request;
  const groups = new Map<string, readonly GroupValue[]>();
  for (const [key, { group }] of [...shown.found, ...(before?.found ?? [])]) groups.set(key, group);
  const nothing = new Array<GroupValue>(dimensionCount).fill(null);
  const hasNothing = groups.size === 0 && !shown.rest && !before?.rest;
  const isPlaceholder = hasNothing && dimensionCount > 0;
  if (hasNothing) groups.set('', nothing);
  if (zeros) assertRowLimit(groups.size * periodCount, maxComputedRows);
  const rows = [...groups]
    .sort(([, a], [, b]) => compareGroups(a, b))
    .flatMap(([key, group]) =>
      rowsOfGroup(request, isPlaceholder ? 'NOTHING' : 'GROUP', group, shown.found.get(key), before?.found.get(key)),
    );
  return shown.rest || before?.rest
    ? [...rows, ...rowsOfGroup(request, 'REST', nothing, shown.rest, before?.rest)]
    : rows;
}

function rowsOfGroup(
  { periodCount, before, zeros }: RowsRequest,
  kind: StatRow['kind'],
  group: readonly GroupValue[],
  figures: GroupFigures | null | undefined,
  earlier: GroupFigures | null | undefined,
): StatRow[] {
  const rows: StatRow[] = [];
  let running = noTotals;
  for (const period of shownPeriods(periodCount, zeros, figures, earlier, before?.indexes)) {
    const totals = figures?.byPeriod.get(period) ?? noTotals;
    running = addTotals(running, totals);
    const index = before?.indexes[period] ?? null;
    const earlierTotals = index === null ? null : (earlier?.byPeriod.get(index) ?? noTotals);
    if (zeros || !isNothing(totals) || (earlierTotals && !isNothing(earlierTotals)))
      rows.push({ kind, period, group, totals, running, before: earlierTotals });
  }
  return rows;
}

/** All periods, or those that have records: many groups have records in few of many periods. */
function shownPeriods(
  periodCount: number,
  zeros: boolean,
  figures: GroupFigures | null | undefined,
  earlier: GroupFigures | null | undefined,
  indexes: readonly (number | null)[] | undefined,
): Iterable<number> {
  const all = Array.from({ length: zeros || earlier ? periodCount : 0 }, (_unused, period) => period);
  if (zeros) return all;
  const periods = new Set(figures?.byPeriod.keys());
  for (const period of all) if (earlier!.byPeriod.has(indexes?.[period] ?? -1)) periods.add(period);
  return [...periods].sort((a, b) => a - b);
}

/** The keys of the groups with the highest values over all periods. Of equal ones, those that come first by group. */
export function topGroups(found: GroupedFigures, { by, groups }: TopGroups): Set<string> {
  const ranked = [...found].map(([key, figures]) => ({
    key,
    group: figures.group,
    value: by.number(totalOf(figures)),
  }));
  ranked.sort((a, b) => compareNumbers(b.value, a.value) || compareGroups(a.group, b.group));
  return new Set(ranked.slice(0, groups).map(({ key }) => key));
}

export const rowsHaving = (rows: readonly StatRow[], having: readonly Having[]): StatRow[] =>
  rows.filter(({ totals }) =>
    having.every(({ measure, gte, lte }) => {
      const value = measure.number(totals);
      return value !== null && value >= (gte ?? -Infinity) && value <= (lte ?? Infinity);
    }),
  );

/** Rows without a value come last in either direction. Rows that are equal keep their order. */
export function orderedRows(rows: readonly StatRow[], order: readonly RowOrder[]): StatRow[] {
  if (order.length === 0) return [...rows];
  return [...rows].sort((a, b) => {
    for (const { by, direction } of order) {
      const compared = compareRows(a, b, by, direction === 'ASC' ? 1 : -1);
      if (compared !== 0) return compared;
    }
    return 0;
  });
}

function compareRows(a: StatRow, b: StatRow, by: RowOrder['by'], sign: 1 | -1): number {
  if (by === 'PERIOD') return sign * (a.period - b.period);
  if (by === 'GROUP') return sign * compareGroups(a.group, b.group);
  const [one, other] = [by.number(a.totals), by.number(b.totals)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return sign * compareNumbers(one, other);
}

const compareNumbers = (a: number | null, b: number | null): number =>
  a === b ? 0 : (a ?? -Infinity) < (b ?? -Infinity) ? -1 : 1;
