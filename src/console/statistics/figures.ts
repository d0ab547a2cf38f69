import { clock, month, weekday } from '../format.js';
import type { BookingFiguresResult, InvoiceFiguresResult } from '../generated.js';
import type { Labels } from '../labels.js';
import { t } from '../texts/index.js';
import { measureOf, type Row, type Unit } from './measures.js';
import { periodText, rangeText } from './periods.js';
import { type Dimension, dimensionsOf, type Question } from './question.js';

export type FiguresResult = BookingFiguresResult | InvoiceFiguresResult;

/** A figure, exact and in the unit of the measure. Null if there is nothing to measure. */
type Value = bigint | null;

/** The figures of all records, or of one group. */
export interface Series {
  readonly name: string;
  /** Of all groups that are not shown by themselves. */
  readonly isRest: boolean;
  /** One for each period. */
  readonly values: readonly Value[];
  /** Of all periods. Null if the measure cannot be added up. */
  readonly total: Value;
  /** The same of the periods with which these are compared. */
  readonly before: { readonly values: readonly Value[]; readonly total: Value } | null;
}

export interface Figures {
  /** The names of the periods. */
  readonly periods: readonly string[];
  /** The days in words, and the earlier ones with which they are compared. */
  readonly range: string;
  readonly earlierRange: string | null;
  /** All records. The groups may add up to more, because a user may have several plans. */
  readonly all: Series;
  readonly groups: readonly Series[];
  /** Whether the earlier periods start before the first record, so that percentages would mislead. */
  readonly isPartial: boolean;
}

const rowsOf = ({ all }: FiguresResult): readonly Row[] => all.rows;

/** The first and the last day of a result. */
export function shownDays(result: FiguresResult): readonly [start: string, end: string] {
  const rows = rowsOf(result);
  return [rows[0]!.period!.start, rows.at(-1)!.period!.end];
}

/** The days with which a result is compared. Null if it is not. */
export function earlierDaysOf(result: FiguresResult): readonly [start: string, end: string] | null {
  const periods = rowsOf(result).flatMap(({ before }) => before?.period ?? []);
  return periods.length > 0 ? [periods[0]!.start, periods.at(-1)!.end] : null;
}

export function unitOf(question: Question, result: FiguresResult, currency: string): Unit {
  const decimals = rowsOf(result)[0]?.total?.decimal.split('.')[1]?.length ?? 0;
  return measureOf(question).unit(currency, decimals);
}

/** The figures that a result has for its question. */
export function figuresOf(question: Question, result: FiguresResult, isPartial: boolean, labels: Labels): Figures {
  const { value, isAdditive } = measureOf(question);
  const amountsOf = (values: Value[]) => ({
    values,
    total: isAdditive ? values.reduce<bigint>((sum, each) => sum + (each ?? 0n), 0n) : null,
  });
  const seriesOf = (name: string, rows: readonly Row[]): Series => ({
    name,
    isRest: rows[0]?.kind === 'REST',
    ...amountsOf(rows.map(value)),
    before: question.compare ? amountsOf(rows.map(({ before }) => (before ? value(before) : null))) : null,
  });
  const rows = rowsOf(result);
  const earlierDays = earlierDaysOf(result);
  const isCross = question.groupBy === 'BUSY_HOURS';
  return {
    periods: rows.map(({ period }) => periodText(question.granularity, period!)),
    range: rangeText(...shownDays(result)),
    earlierRange: earlierDays && rangeText(...earlierDays),
    all: seriesOf(t.statistics.all, rows),
    groups: isCross
      ? []
      : groupsOf(result, rows.length).map((group) => seriesOf(nameOf(question, group, labels), group)),
    isPartial,
  };
}

/** The rows of each group, one for each period. Empty if no group occurs. */
function groupsOf({ groups }: FiguresResult, periods: number): Row[][] {
  const rows: readonly Row[] = (groups?.rows ?? []).filter(({ kind }) => kind !== 'NOTHING');
  return Array.from({ length: rows.length / periods }, (_unused, at) => rows.slice(at * periods, (at + 1) * periods));
}

const groupName: Record<Dimension, (row: Row, labels: Labels) => string | null | undefined> = {
  LOCATION: (row) => row.locationRef?.name,
  INVOICE_LOCATION: (row) => row.invoiceLocationRef?.name,
  PRIMARY_LOCATION: (row) => row.primaryLocationRef?.name,
  RESOURCE: (row) => row.resource,
  PLAN: (row) => row.planRef?.name,
  TEAM: (row) => row.teamRef?.name,
  ACCOUNT_TYPE: (row) => row.accountType,
  USER_STATUS: (row, labels) => row.userStatus && labels.UserStatus[row.userStatus],
  COMPANY: (row) => row.company,
  COUNTRY: (row) => row.country,
  USER: (row) => row.username,
  LEAD_TIME: ({ leadDays }) =>
    typeof leadDays === 'number' ? t.statistics.fromDays(leadDays) : t.statistics.afterStart,
  FIRST_BOOKING_MONTH: (row) => row.firstBookingMonth && month(row.firstBookingMonth, 'short'),
  STATUS: (row, labels) => row.status && labels.InvoiceStatus[row.status],
  AGE: ({ ageDays }) => (typeof ageDays === 'number' ? t.statistics.fromDays(ageDays) : t.statistics.notYet),
  WEEKDAY: (row) => (row.weekday ? weekday(row.weekday) : undefined),
  HOUR: (row) => (typeof row.hour === 'number' ? clock(row.hour) : undefined),
};

function nameOf(question: Question, [row]: readonly Row[], labels: Labels): string {
  if (row!.kind === 'REST') return t.statistics.rest;
  const [dimension] = dimensionsOf(question);
  return groupName[dimension!](row!, labels) ?? t.statistics.none;
}

/** The values of a whole range by weekday from Monday and by hour. */
export function busyHoursOf(question: Question, { groups }: FiguresResult): bigint[][] {
  const values = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0n));
  for (const row of (groups?.rows ?? []) as readonly Row[])
    if (row.weekday && typeof row.hour === 'number')
      values[row.weekday - 1]![row.hour] = measureOf(question).value(row) ?? 0n;
  return values;
}

/** Whether there is neither a figure nor a record that counts. No cancellation of some bookings is a figure. */
export const isEmpty = (result: FiguresResult, { all }: Figures): boolean =>
  [...all.values, ...(all.before?.values ?? [])].every((value) => !value) &&
  rowsOf(result).every(({ count, before }) => !count && !before?.count);

/** What the figures do not count, in words. Null if nothing was. */
export function omittedOf({ all }: FiguresResult): string | null {
  const { excluded } = all;
  const parts = Object.entries(excluded)
    .filter(([key, n]) => key in t.statistics.omitted && n > 0)
    .map(([key, n]) => t.statistics.omitted[key as keyof typeof t.statistics.omitted](n));
  return parts.length > 0 ? parts.join(', ') : null;
}
