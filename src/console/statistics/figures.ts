import { clock, count, money, month as monthName, number, percent, weekday, withPoint } from '../format.js';
import type { BookingFiguresResult, InvoiceFiguresResult } from '../generated.js';
import type { Labels } from '../labels.js';
import { t } from '../texts/index.js';
import { dimensionsOf, type Grouping, type Measure, monthAfter, type Question } from './question.js';

type Result = BookingFiguresResult | InvoiceFiguresResult;
type Row = { readonly month: string } & Partial<
  NonNullable<BookingFiguresResult['groups']>['rows'][number] &
    NonNullable<InvoiceFiguresResult['groups']>['rows'][number]
>;

/** The figures of all records, or of one group. */
export interface Series {
  readonly name: string;
  /** One for each month, exact, in the unit of the measure: pieces, milliseconds, or minor units of the currency. */
  readonly values: readonly bigint[];
  /** Of all months. Null if the measure cannot be added up. */
  readonly total: bigint | null;
  /** The same of the months with which these are compared. */
  readonly before: { readonly values: readonly bigint[]; readonly total: bigint | null } | null;
}

export interface Figures {
  readonly months: readonly string[];
  /** All records. The groups may add up to more, because a user may have several plans. */
  readonly all: Series;
  readonly groups: readonly Series[];
  /** Whether the months with which these are compared start before the first record, so that percentages would mislead. */
  readonly isPartial: boolean;
}

const valueOf: Record<Measure, (row: Row) => bigint> = {
  count: (row) => BigInt(row.count ?? 0),
  users: (row) => BigInt(row.users ?? 0),
  hours: (row) => BigInt(row.durationMs ?? 0),
  total: (row) => BigInt(row.total?.decimal.replace('.', '') ?? 0),
};

/** How the values of a measure are shown. */
export interface Unit {
  /** Exactly, such as 12, 3.5 h or €120.00. */
  readonly text: (value: bigint) => string;
  /** For the length of a bar. */
  readonly number: (value: bigint) => number;
}

export function unitOf({ measure }: Question, { all }: Result, currency: string): Unit {
  if (measure === 'hours') {
    const hours = (value: bigint): number => Number(value) / 3_600_000;
    return { text: (value) => t.statistics.hours(number(hours(value))), number: hours };
  }
  if (measure !== 'total') return { text: (value) => count(Number(value)), number: Number };
  const decimals = (all.rows[0] as Row).total!.decimal.split('.')[1]?.length ?? 0;
  return {
    text: (value) => money(withPoint(value, decimals), currency),
    number: (value) => Number(withPoint(value, decimals)),
  };
}

const groupName: Record<Exclude<Grouping, 'BUSY_HOURS'>, (row: Row, labels: Labels) => string | null | undefined> = {
  LOCATION: (row) => row.locationRef?.name,
  PLAN: (row) => row.planRef?.name,
  TEAM: (row) => row.teamRef?.name,
  ACCOUNT_TYPE: (row) => row.accountType,
  USER_STATUS: (row, labels) => row.userStatus && labels.UserStatus[row.userStatus],
  STATUS: (row, labels) => row.status && labels.InvoiceStatus[row.status],
  WEEKDAY: (row) => (row.weekday ? weekday(row.weekday) : undefined),
  HOUR: (row) => (typeof row.hour === 'number' ? clock(row.hour) : undefined),
};

/** The figures of a question, and the earlier figures with which it compares them. */
export function figuresOf(
  question: Question,
  result: Result,
  earlier: Result | null,
  isPartial: boolean,
  labels: Labels,
): Figures {
  const months = result.all.rows.map(({ month }) => month);
  // Each group has one row per month, in the order of the months. A group may be in one of the results only.
  const amountsOf = (rows: readonly Row[] = []) => {
    const values = months.map((_month, at) => (rows[at] ? valueOf[question.measure](rows[at]) : 0n));
    return { values, total: question.measure === 'users' ? null : values.reduce((sum, each) => sum + each, 0n) };
  };
  const groups = groupsOf(question, result, labels);
  const earlierGroups = earlier && groupsOf(question, earlier, labels);
  // Without any record, the API has one group, of none.
  const goneNames = [...(earlierGroups ?? [])]
    .filter(([, rows]) => rows.some(({ count }) => count))
    .map(([name]) => name);
  return {
    months,
    isPartial,
    all: { name: t.statistics.all, ...amountsOf(result.all.rows), before: earlier && amountsOf(earlier.all.rows) },
    groups: [...new Set([...groups.keys(), ...goneNames])].map((name) => ({
      name: name ?? t.statistics.none,
      ...amountsOf(groups.get(name)),
      before: earlierGroups && amountsOf(earlierGroups.get(name)),
    })),
  };
}

/** The rows of each group by its name, which is null for records without one. */
function groupsOf(question: Question, { groups }: Result, labels: Labels): Map<string | null, Row[]> {
  const [dimension] = dimensionsOf(question);
  const rowsOf = new Map<string | null, Row[]>();
  if (!dimension || question.groupBy === 'BUSY_HOURS') return rowsOf;
  for (const row of groups?.rows ?? []) {
    const name = groupName[dimension](row, labels) ?? null;
    const rows = rowsOf.get(name);
    if (rows) rows.push(row);
    else rowsOf.set(name, [row]);
  }
  return rowsOf;
}

/** How much more or less than before, such as +3 (+33%). Without the percentage if there was nothing before, or not all. */
export function changeOf(
  now: bigint,
  before: bigint,
  { isPartial }: Pick<Figures, 'isPartial'>,
  { text }: Unit,
): string {
  const difference = now - before;
  const change = `${difference > 0n ? '+' : ''}${text(difference)}`;
  return before === 0n || isPartial ? change : `${change} (${percent(Number(difference) / Math.abs(Number(before)))})`;
}

/** Sums over all months, by weekday from Monday and by hour. */
export function busyHoursOf({ measure }: Question, { groups }: Result): bigint[][] {
  const sums = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0n));
  for (const row of (groups?.rows ?? []) as readonly Row[])
    if (row.weekday && typeof row.hour === 'number') sums[row.weekday - 1]![row.hour]! += valueOf[measure](row);
  return sums;
}

/** What the figures do not count, in words. Null if nothing was. */
export function omittedOf({ all }: Result): string | null {
  const { excluded } = all;
  const parts = Object.entries(excluded)
    .filter(([key, n]) => key in t.statistics.omitted && n > 0)
    .map(([key, n]) => t.statistics.omitted[key as keyof typeof t.statistics.omitted](n));
  return parts.length > 0 ? parts.join(', ') : null;
}

/** Periods to choose from, by the current month. */
export const periodsOf = (thisMonth: string): Record<keyof typeof t.statistics.periods, readonly [string, string]> => ({
  month: [thisMonth, thisMonth],
  months3: [monthAfter(thisMonth, -2), thisMonth],
  months12: [monthAfter(thisMonth, -11), thisMonth],
  months24: [monthAfter(thisMonth, -23), thisMonth],
  ahead: [thisMonth, monthAfter(thisMonth, 2)],
});

export const shortMonth = (month: string): string => monthName(month, 'short');
