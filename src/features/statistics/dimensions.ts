import { AppError } from '../../errors';
import { compareByCodePoint } from '../../platform/text/fold';
import { monthByMonth, type MonthRange } from '../../platform/time/month-range';
import { type Directory, planNames } from '../organizations/organization.repository';

type Value = string | number | null;

/** Something that statistics are grouped by. */
export interface Dimension {
  readonly sql: string;
  /** Whether the expression needs `users u`. */
  readonly ofUser: boolean;
  /** The groups that a row of this value counts in: several where a user can be in several. */
  readonly values: (stored: Value) => Value[];
}

export const userDimensionNames = ['PLAN', 'TEAM', 'ACCOUNT_TYPE', 'USER_STATUS'] as const;

/** Groups by what the user is. A user on two plans counts in both; the sum over plans may exceed the whole. */
export const userDimensions = (directory: Directory): Record<(typeof userDimensionNames)[number], Dimension> => ({
  PLAN: {
    sql: 'u.planIds',
    ofUser: true,
    values(stored) {
      const names = planNames(directory, JSON.parse(stored as string) as number[]);
      return names.length > 0 ? names : [null];
    },
  },
  TEAM: {
    sql: 'u.teamId',
    ofUser: true,
    values: (id) => [id === null ? null : (directory.teams.get(id as number) ?? null)],
  },
  ACCOUNT_TYPE: { sql: 'u.accountType', ofUser: true, values: (accountType) => [accountType] },
  USER_STATUS: { sql: 'u.status', ofUser: true, values: (status) => [status] },
});

/** Every combination of groups that a row counts in. `stored` has the row's value of each dimension first. */
export const groupsOf = (dimensions: readonly Dimension[], stored: readonly Value[]): Value[][] =>
  dimensions.reduce<Value[][]>(
    (groups, { values }, index) => groups.flatMap((group) => values(stored[index]!).map((value) => [...group, value])),
    [[]],
  );

/** One month and group as a statement found it, with the figures that it was asked for. */
export interface Grouped {
  readonly month: string;
  readonly group: readonly Value[];
  readonly figures: readonly Value[];
}

/** How many users are in a month and group. */
export type UsersIn = (month: string, group: readonly Value[]) => number;

/** What statistics count over: `rollup` where that is everybody, or all of some locations. */
interface CountedRange {
  readonly range: MonthRange;
  readonly groupBy: readonly string[];
  readonly rollup: object | null;
}

/** How many users, by `count`, whose figure that is. */
export async function countUsers<Request extends CountedRange>(
  request: Request,
  count: (request: Request) => Promise<Grouped[]>,
): Promise<UsersIn> {
  const { range, groupBy, rollup } = request;
  // Of everybody, a month is one stretch of an index; all at once, the database would sort the rows by month and user.
  // A filter of users would be worked out again for each month.
  const parts = rollup && groupBy.length === 0 ? monthByMonth(range) : [range];
  const rows: Grouped[] = [];
  for (const part of parts) rows.push(...(await count({ ...request, range: part })));
  return usersByGroup(rows);
}

/**
 * Adds up rows of the same month and group. A user has one list of plans at a time, so rows of different lists have no
 * user in common.
 */
function usersByGroup(rows: readonly Grouped[]): UsersIn {
  const found = new Map<string, number>();
  const keyOf = (month: string, group: readonly Value[]): string => JSON.stringify([month, ...group]);
  for (const {
    month,
    group,
    figures: [users],
  } of rows)
    found.set(keyOf(month, group), (found.get(keyOf(month, group)) ?? 0) + Number(users));
  return (month, group) => found.get(keyOf(month, group)) ?? 0;
}

const maxRows = 50_000;

/** Refuses an answer of so many rows. */
export function refuseTooManyRows(rows: number): void {
  if (rows > maxRows)
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `The answer would have ${rows} rows; ${maxRows} is the most. Ask for fewer months or group by less.`,
      { cost: rows, limit: maxRows },
    );
}

/**
 * Adds up rows of the same month and group, and fills in the months a group has no row for. In the order of groups,
 * then months.
 */
export function everyMonthOfEveryGroup<Row extends { readonly month: string; readonly group: readonly Value[] }>(
  rows: readonly Row[],
  months: readonly string[],
  dimensions: number,
  empty: (month: string, group: readonly Value[]) => Row,
  add: (into: Row, from: Row) => void,
): Row[] {
  const groups = new Map<string, { group: readonly Value[]; byMonth: Map<string, Row> }>();
  if (rows.length === 0) groups.set('', { group: new Array<Value>(dimensions).fill(null), byMonth: new Map() });
  for (const row of rows) {
    const key = JSON.stringify(row.group);
    if (!groups.has(key)) groups.set(key, { group: row.group, byMonth: new Map() });
    const { byMonth } = groups.get(key)!;
    const there = byMonth.get(row.month);
    if (there) add(there, row);
    else byMonth.set(row.month, row);
  }
  refuseTooManyRows(groups.size * months.length);
  return [...groups.values()]
    .sort((a, b) => compareGroups(a.group, b.group))
    .flatMap(({ group, byMonth }) => months.map((month) => byMonth.get(month) ?? empty(month, group)));
}

/** By code point, numbers by size, nothing first: the same on every engine. */
function compareGroups(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index]!;
    if (one === other) continue;
    if (one === null || other === null) return one === null ? -1 : 1;
    return typeof one === 'string' && typeof other === 'string' ? compareByCodePoint(one, other) : one < other ? -1 : 1;
  }
  return 0;
}
