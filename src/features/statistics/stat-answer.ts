import type { QueryRows } from '../../platform/database/query-rows';
import { groupFields, type GroupFilter, type GroupValue } from './definitions/dimension';
import { type MeasureNeed, type Measures, measureValues, runningMeasures, sharedMeasures } from './definitions/measure';
import { noTotals, type RowTotals } from './definitions/row-totals';
import type { StatisticsDefinition } from './definitions/statistics-definition';
import type { ComparedPeriods } from './periods/compared-periods';
import type { Period, Periods } from './periods/periods';
import { changesOf } from './rows/comparison';
import {
  assertRowLimit,
  combinations,
  type GroupedFigures,
  type GroupFigures,
  groupKey,
  sumOfGroups,
} from './rows/grouped-figures';
import { readFigures, readFiguresOutside, type StatisticsRequest } from './rows/read-statistics';
import type { RequestedStats } from './rows/requested-stats';
import { parseHaving, parseLimit, parseOrder, parseTop } from './rows/row-inputs';
import {
  type Having,
  orderedRows,
  type RowOrder,
  rowsHaving,
  rowsOf,
  type StatRow,
  type TopGroups,
  topGroups,
} from './rows/stat-rows';
import type { StatisticsArgs, StatisticsRow } from './statistics.types';

interface RowsRequest {
  readonly having: readonly Having[];
  readonly orderBy: readonly RowOrder[];
  readonly top: TopGroups | null;
  readonly limit: number;
  readonly zeros: boolean;
}

/** @throws BAD_USER_INPUT */
export const parseRowsRequest = (measures: Measures, args: StatisticsArgs): RowsRequest => ({
  having: parseHaving(measures, args.having),
  orderBy: parseOrder(measures, args.orderBy),
  top: parseTop(measures, args.top, args.groupBy ?? []),
  limit: parseLimit(args.limit),
  zeros: args.zeros,
});

/** What the selected measures of rows need, and those that select and order them. */
export const rowNeeds = ({ rows }: RequestedStats, { having, orderBy, top }: RowsRequest): ReadonlySet<MeasureNeed> =>
  new Set([
    ...rows,
    ...[...having.map(({ measure }) => measure), ...orderBy.map(({ by }) => by), ...(top ? [top.by] : [])].flatMap(
      (by) => (typeof by === 'object' && by.needs ? [by.needs] : []),
    ),
  ]);

interface AnswerRequest extends RowsRequest {
  readonly needs: ReadonlySet<MeasureNeed>;
  readonly request: StatisticsRequest;
  readonly definition: StatisticsDefinition<never>;
  readonly filter: GroupFilter;
  readonly periods: Periods;
  readonly before: ComparedPeriods | null;
  readonly requested: RequestedStats;
  readonly currency: string;
}

type Values = Record<string, unknown>;

/** A row with the values of measures. Parts that were not requested are undefined. */
export interface AnsweredRow extends StatisticsRow {
  readonly running: Values | undefined;
  readonly share: Values | undefined;
  readonly before: ({ readonly period: Period } & Values) | null;
  readonly change: Values | null | undefined;
}

/** Computes the rows of an answer, and the totals. */
export async function answerRows(
  run: QueryRows,
  answer: AnswerRequest,
): Promise<{ rows: AnsweredRow[]; rowCount: number; totals: Values | undefined }> {
  const { request, definition, periods, before, requested, needs, having, orderBy, top, limit, currency } = answer;
  const found = await readFigures(run, request, needs);
  const earlier = before && requested.before;
  const foundBefore = earlier && (await readFigures(run, { ...request, edges: before.periods }, requested.before));
  addKnownGroups(found, answer);
  const kept = top && topGroups(found, top);
  const shown = await show(run, request, found, kept, needs, top?.rest);
  const shownBefore = foundBefore && {
    ...(await show(run, { ...request, edges: before.periods }, foundBefore, kept, requested.before, top?.rest)),
    indexes: before.indexes,
  };
  const dimensionCount = request.groupBy.length;
  const all = rowsOf({
    shown,
    before: shownBefore,
    dimensionCount,
    periodCount: periods.list.length,
    zeros: answer.zeros,
  });
  const selected = rowsHaving(all, having);
  const rows = orderedRows(selected, orderBy).slice(0, limit);
  assertRowLimit(rows.length);
  const wholes = requested.share && (await readFigures(run, { ...request, groupBy: [] }, requested.share));
  const toRow = rowMaker(answer, wholes?.get(groupKey([])) ?? null);
  return {
    rows: rows.map(toRow),
    rowCount: selected.length,
    totals: requested.totals
      ? measureValues(definition.measures, await readTotal(run, request, requested.totals), currency)
      : undefined,
  };
}

/** The figures of all periods and groups together. */
async function readTotal(
  run: QueryRows,
  request: StatisticsRequest,
  needs: ReadonlySet<MeasureNeed>,
): Promise<RowTotals> {
  const { edgesMs, edgeDays } = request.edges;
  const edges = { edgesMs: [edgesMs[0]!, edgesMs.at(-1)!], edgeDays: [edgeDays[0]!, edgeDays.at(-1)!] };
  const found = await readFigures(run, { ...request, edges, groupBy: [] }, needs);
  return found.get(groupKey([]))?.byPeriod.get(0) ?? noTotals;
}

/** Adds the groups that the filter names and that have no records. */
function addKnownGroups(found: GroupedFigures, { request: { groupBy, items }, filter }: AnswerRequest): void {
  if (groupBy.length === 0) return;
  const known = groupBy.map((dimension) => dimension.groupsOfFilter?.(filter, items));
  if (known.some((groups) => !groups)) return;
  for (const group of combinations(known as (readonly GroupValue[])[]))
    if (!found.has(groupKey(group))) found.set(groupKey(group), { group, stored: new Map(), byPeriod: new Map() });
}

/** Splits the groups into those that are kept and the rest of them. */
async function show(
  run: QueryRows,
  request: StatisticsRequest,
  found: GroupedFigures,
  kept: ReadonlySet<string> | null,
  needs: ReadonlySet<MeasureNeed>,
  hasRest: boolean | undefined,
): Promise<{ found: GroupedFigures; rest: GroupFigures | null }> {
  if (!kept) return { found, rest: null };
  const shown = new Map([...found].filter(([key]) => kept.has(key)));
  const others = [...found].filter(([key]) => !kept.has(key)).map(([, figures]) => figures);
  if (!hasRest || others.length === 0) return { found: shown, rest: null };
  // A record with several values of a dimension, or a user, would count more than once in a sum.
  if (!needs.has('users') && !request.groupBy.some(({ isMultiple }) => isMultiple))
    return { found: shown, rest: sumOfGroups(others) };
  const outside = new Set(others.flatMap(({ stored }) => [...stored.keys()]));
  const within = [...shown.values()].flatMap(({ stored }) => [...stored]).filter(([key]) => !outside.has(key));
  const values = [...new Map(within).values()];
  return { found: shown, rest: await readFiguresOutside(run, request, values, needs) };
}

/** Computes the fields of rows. `whole` are the figures of all groups. */
function rowMaker(
  { request: { groupBy }, definition: { measures }, periods, before, requested, currency }: AnswerRequest,
  whole: GroupFigures | null,
): (row: StatRow) => AnsweredRow {
  const [shares, running] = [sharedMeasures(measures), runningMeasures(measures)];
  return ({ kind, period, group, totals, running: sum, before: earlier }) => ({
    kind,
    month: periods.list[period]!.start.slice(0, 7),
    period: periods.list[period]!,
    ...measureValues(measures, totals, currency),
    ...groupFields(groupBy, group),
    running: requested.running ? measureValues(running, sum, currency) : undefined,
    share: requested.share ? sharesOf(shares, totals, whole?.byPeriod.get(period) ?? noTotals) : undefined,
    before: earlier && {
      period: before!.periods.list[before!.indexes[period]!]!,
      ...measureValues(measures, earlier, currency),
    },
    change: requested.change ? earlier && changesOf(measures, totals, earlier, currency) : undefined,
  });
}

const sharesOf = (measures: Measures, part: RowTotals, whole: RowTotals): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(measures).map(([name, { number }]) => {
      const total = number(whole);
      return [name, total ? number(part)! / total : null];
    }),
  );
