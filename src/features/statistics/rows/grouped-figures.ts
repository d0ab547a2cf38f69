import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import { compareByCodePoint } from '../../../platform/text/fold';
import type { NamedItems } from '../../organizations/organization.repository';
import { type Dimension, type GroupValue, plainValue, type StoredValue } from '../definitions/dimension';
import { addTotals, noTotals, type RowTotals } from '../definitions/row-totals';

/** The totals of one group by index of the period; a period without records is absent. */
export interface GroupFigures {
  /** A value for each dimension, in their order. */
  readonly group: readonly GroupValue[];
  /** The different stored values of the dimensions whose records count in this group. */
  readonly stored: Map<string, readonly StoredValue[]>;
  readonly byPeriod: Map<number, RowTotals>;
}

/** The groups that occur, by their key. */
export type GroupedFigures = Map<string, GroupFigures>;

/** Every combination of groups that a record counts in. `stored` starts with the value of each dimension. */
export const groupCombinations = (
  dimensions: readonly Dimension[],
  stored: readonly StoredValue[],
  items: NamedItems,
): GroupValue[][] => combinations(dimensions.map((dimension, index) => dimension.groups(stored[index]!, items)));

/** Every group that has one of the values of each dimension. */
export const combinations = (values: readonly (readonly GroupValue[])[]): GroupValue[][] =>
  values.reduce<GroupValue[][]>(
    (groups, ofDimension) => groups.flatMap((group) => ofDimension.map((value) => [...group, value])),
    [[]],
  );

/** Identifies a group. */
export const groupKey = (group: readonly GroupValue[]): string => JSON.stringify(group.map(plainValue));

/** The most rows of an answer, and the most that are computed for it. */
export const maxRows = 50_000;
export const maxComputedRows = 200_000;

/** @throws QUERY_TOO_COMPLEX */
export function assertRowLimit(rows: number, limit = maxRows): void {
  if (rows > limit)
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `The result would have ${rows} rows, but the limit is ${limit}. Request fewer periods or fewer dimensions.`,
      { cost: rows, limit, ...because('TOO_MANY_RESULTS', { rows, max: limit }) },
    );
}

/** Null first, numbers by value, texts by code point: the same order on every engine. */
export function compareGroups(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (const [index, value] of a.entries()) {
    const [one, other] = [plainValue(value), plainValue(b[index]!)];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? -1 : 1;
    return typeof one === 'string' && typeof other === 'string' ? compareByCodePoint(one, other) : one < other ? -1 : 1;
  }
  return 0;
}

/** The totals of a group over all its periods, without users. */
export const totalOf = ({ byPeriod }: GroupFigures): RowTotals => [...byPeriod.values()].reduce(addTotals, noTotals);

/** Adds up groups to one, without users. */
export function sumOfGroups(groups: readonly GroupFigures[]): GroupFigures {
  const byPeriod = new Map<number, RowTotals>();
  for (const { byPeriod: totals } of groups)
    for (const [period, sum] of totals) byPeriod.set(period, addTotals(byPeriod.get(period) ?? noTotals, sum));
  return { group: [], stored: new Map(), byPeriod };
}
