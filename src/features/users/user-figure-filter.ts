import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { type Condition, decimal } from '../../platform/database/condition';
import { join, raw, type Sql, sql } from '../../platform/database/sql';
import type { UserFilter } from './user.inputs';
import type { AmountFilter, BookingCountFilter } from './user-figure.inputs';
import type { ResolvedFigures, UserFigureName } from './user-figures';

type Whole = number | bigint;

/** A range of a figure that a filter requires. Without bounds: users that have a value or, if `without`, have none. */
interface FigureRange {
  readonly figure: UserFigureName;
  readonly range: (figures: ResolvedFigures) => { readonly from?: Whole; readonly to?: Whole };
  readonly without?: boolean;
}

/** Whether a filter excludes any users: an empty one matches all. */
export const narrowsUsers = (filter: UserFilter | null | undefined): filter is UserFilter =>
  Object.values(filter ?? {}).some((value) => value !== undefined && value !== null);

/**
 * The ranges of figures in a filter; `path` is the argument that contains the filter.
 *
 * @throws BAD_USER_INPUT for an invalid range.
 */
export function figureRanges(filter: UserFilter | null | undefined, path: string): FigureRange[] {
  if (!filter) return [];
  const {
    bookingsThisMonth,
    bookingsLastMonth,
    firstBooking,
    lastBooking,
    hasBooked,
    invoicedThisMonth,
    invoicedLastMonth,
    invoicedAllTime,
  } = filter;
  const ranges: FigureRange[] = [];
  const addRange = (figure: UserFigureName, { eq, gte, lte }: BookingCountFilter | AmountFilter) =>
    ranges.push({ figure, range: () => ({ from: eq ?? gte ?? undefined, to: eq ?? lte ?? undefined }) });

  for (const [name, month, count] of [
    ['bookingsThisMonth', 'THIS_MONTH', bookingsThisMonth],
    ['bookingsLastMonth', 'LAST_MONTH', bookingsLastMonth],
  ] as const) {
    if (!count) continue;
    checkRange(`${path}.${name}`, count);
    for (const bound of ['eq', 'gte', 'lte'] as const)
      if ((count[bound] ?? 0) < 0)
        throw badInput(
          `${path}.${name}.${bound}`,
          `\`${path}.${name}.${bound}\` must not be negative.`,
          because('NEGATIVE'),
        );
    addRange(`BOOKINGS_${month}_${count.basis}`, count);
  }
  for (const [name, figure, amount] of [
    ['invoicedThisMonth', 'INVOICED_THIS_MONTH', invoicedThisMonth],
    ['invoicedLastMonth', 'INVOICED_LAST_MONTH', invoicedLastMonth],
    ['invoicedAllTime', 'INVOICED_ALL_TIME', invoicedAllTime],
  ] as const) {
    if (!amount) continue;
    checkRange(`${path}.${name}`, amount);
    addRange(figure, amount);
  }
  for (const [name, figure, dates] of [
    ['firstBooking', 'FIRST_BOOKING_DATE', firstBooking],
    ['lastBooking', 'LAST_BOOKING_DATE', lastBooking],
  ] as const) {
    if (!dates) continue;
    const { basis, from, to } = dates;
    if (!from && !to) throw badInput(`${path}.${name}`, 'Give `from`, `to` or both.', because('RANGE_EMPTY'));
    if (from && to && to < from)
      throw badInput(
        `${path}.${name}.to`,
        `\`to\` (${to}) must not be before \`from\` (${from}).`,
        because('PERIOD_REVERSED'),
      );
    ranges.push({
      figure: `${figure}_${basis}`,
      range: ({ calendar }) => ({
        ...(from && { from: calendar.dates(from, from).startMs }),
        ...(to && { to: calendar.dates(to, to).endMs - 1 }),
      }),
    });
  }
  if (typeof hasBooked === 'boolean')
    ranges.push({ figure: 'FIRST_BOOKING_DATE_BOOKED', range: () => ({}), without: !hasBooked });
  return ranges;
}

/** @throws BAD_USER_INPUT for a range without bounds, or with contradictory ones */
export function checkRange(path: string, { eq, gte, lte }: BookingCountFilter | AmountFilter): void {
  const isSet = (bound: Whole | null | undefined): bound is Whole => bound !== null && bound !== undefined;
  if (isSet(eq) && (isSet(gte) || isSet(lte)))
    throw badInput(`${path}.eq`, 'Give either `eq`, or `gte` and/or `lte`.', because('RANGE_OVERDETERMINED'));
  if (!isSet(eq) && !isSet(gte) && !isSet(lte))
    throw badInput(path, 'Give `eq`, `gte` or `lte`.', because('RANGE_EMPTY'));
  if (isSet(gte) && isSet(lte) && lte < gte)
    throw badInput(
      `${path}.lte`,
      `\`lte\` (${lte}) must not be less than \`gte\` (${gte}).`,
      because('RANGE_REVERSED'),
    );
}

/** Adds uncorrelated subqueries, each of which is evaluated once by an index. */
export function addFigureRanges(condition: Condition, ranges: readonly FigureRange[], figures: ResolvedFigures): void {
  for (const { figure, range, without } of ranges) {
    const { rows, none } = figures.get(figure);
    const { from, to } = range(figures);
    const bounds: Sql[] = [];
    if (from !== undefined) bounds.push(sql`f.value >= ${decimal(from)}`);
    if (to !== undefined) bounds.push(sql`f.value <= ${decimal(to)}`);
    const matches = bounds.length > 0 ? join(bounds, ' AND ') : sql`1 = 1`;
    // Users without a row are found by excluding the users whose row does not match.
    const noneMatches = without ?? (bounds.length > 0 && none === 0 && (from ?? 0) <= 0 && (to ?? 0) >= 0);
    const operator = raw(noneMatches ? 'NOT IN' : 'IN');
    const test = noneMatches && !without ? sql`NOT (${matches})` : matches;
    condition.isExpensive = true;
    condition.add(sql`u.id ${operator} (SELECT f.userId FROM (${rows}) f WHERE ${test})`);
  }
}
