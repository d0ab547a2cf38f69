import { AppError } from '../../errors';
import { compareByCodePoint } from '../../platform/text/fold';
import type { NamedItems } from '../organizations/organization.repository';
import { type Dimension, type GroupValue, plainValue, type StoredValue } from './dimension';

/** One month of one group. `group` has a value for each dimension, in their order. */
export interface GroupedRow {
  readonly month: string;
  readonly group: readonly GroupValue[];
  count: number;
  amount: bigint;
}

/** Every combination of groups that a record counts in. `stored` starts with the value of each dimension. */
export const groupCombinations = (
  dimensions: readonly Dimension[],
  stored: readonly StoredValue[],
  items: NamedItems,
): GroupValue[][] =>
  dimensions.reduce<GroupValue[][]>(
    (combinations, dimension, index) =>
      combinations.flatMap((group) => dimension.groups(stored[index]!, items).map((value) => [...group, value])),
    [[]],
  );

const maxRows = 50_000;

/** @throws QUERY_TOO_COMPLEX */
export function assertRowLimit(rows: number): void {
  if (rows > maxRows)
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `The result would have ${rows} rows, but the limit is ${maxRows}. Request fewer months or fewer dimensions.`,
      { cost: rows, limit: maxRows },
    );
}

/**
 * Adds up rows of the same month and group, and adds rows of zeros for months without records. Ordered by group, then
 * month.
 *
 * @throws QUERY_TOO_COMPLEX
 */
export function everyMonthOfEveryGroup(
  rows: readonly GroupedRow[],
  months: readonly string[],
  dimensionCount: number,
): GroupedRow[] {
  const groups = new Map<string, { group: readonly GroupValue[]; byMonth: Map<string, GroupedRow> }>();
  if (rows.length === 0)
    groups.set('', { group: new Array<GroupValue>(dimensionCount).fill(null), byMonth: new Map() });
  for (const row of rows) {
    const key = groupKey(row.group);
    if (!groups.has(key)) groups.set(key, { group: row.group, byMonth: new Map() });
    const { byMonth } = groups.get(key)!;
    const sum = byMonth.get(row.month);
    if (sum) {
      sum.count += row.count;
      sum.amount += row.amount;
    } else byMonth.set(row.month, { ...row });
  }
  assertRowLimit(groups.size * months.length);
  return [...groups.values()]
    .sort((a, b) => compareGroups(a.group, b.group))
    .flatMap(({ group, byMonth }) =>
      months.map((month) => byMonth.get(month) ?? { month, group, count: 0, amount: 0n }),
    );
}

/** Identifies a group. */
export const groupKey = (group: readonly GroupValue[]): string => JSON.stringify(group.map(plainValue));

/** Null first, numbers by value, texts by code point: the same order on every engine. */
function compareGroups(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (const [index, value] of a.entries()) {
    const [one, other] = [plainValue(value), plainValue(b[index]!)];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? -1 : 1;
    return typeof one === 'string' && typeof other === 'string' ? compareByCodePoint(one, other) : one < other ? -1 : 1;
  }
  return 0;
}
