import { badInput } from '../../errors';
import type { Condition } from '../../platform/database/condition';
import { join, raw, type Sql, sql } from '../../platform/database/sql';
import type { UserFilter } from './user.inputs';
import type { AmountFilter, BookingCountFilter } from './user-figure.inputs';
import type { ResolvedFigures, UserFigureName } from './user-figures';

type Whole = number | bigint;

/**
 * A range of a figure that a filter asks for; with both ends open: that there is a value at all, or that there is none.
 */
interface Wanted {
  readonly figure: UserFigureName;
  readonly range: (figures: ResolvedFigures) => { readonly from?: Whole; readonly to?: Whole };
  readonly without?: boolean;
}

/** Whether a filter narrows anything: an empty one matches every user. */
export const asksAboutUsers = (filter: UserFilter | null | undefined): filter is UserFilter =>
  Object.values(filter ?? {}).some((value) => value !== undefined && value !== null);

/** What a filter asks of figures. Refuses what is no range, naming the part of `path` (where the filter stands). */
export function requestedFigures(filter: UserFilter | null | undefined, path: string): Wanted[] {
  if (!filter) return [];
  const {
    bookingsThisMonth,
    bookingsLastMonth,
    firstBooking,
    hasBooked,
    invoicedThisMonth,
    invoicedLastMonth,
    invoicedAllTime,
  } = filter;
  const wanted: Wanted[] = [];
  const within = (figure: UserFigureName, { eq, gte, lte }: BookingCountFilter | AmountFilter) =>
    wanted.push({ figure, range: () => ({ from: eq ?? gte ?? undefined, to: eq ?? lte ?? undefined }) });

  for (const [name, month, count] of [
    ['bookingsThisMonth', 'THIS_MONTH', bookingsThisMonth],
    ['bookingsLastMonth', 'LAST_MONTH', bookingsLastMonth],
  ] as const) {
    if (!count) continue;
    checkRange(`${path}.${name}`, count);
    for (const bound of ['eq', 'gte', 'lte'] as const)
      if ((count[bound] ?? 0) < 0) throw badInput(`${path}.${name}.${bound}`, 'Nobody has fewer than 0 bookings.');
    within(`BOOKINGS_${month}_${count.basis}`, count);
  }
  for (const [name, figure, amount] of [
    ['invoicedThisMonth', 'INVOICED_THIS_MONTH', invoicedThisMonth],
    ['invoicedLastMonth', 'INVOICED_LAST_MONTH', invoicedLastMonth],
    ['invoicedAllTime', 'INVOICED_ALL_TIME', invoicedAllTime],
  ] as const) {
    if (!amount) continue;
    checkRange(`${path}.${name}`, amount);
    within(figure, amount);
  }
  if (firstBooking) {
    const { basis, from, to } = firstBooking;
    if (!from && !to) throw badInput(`${path}.firstBooking`, 'Give `from`, `to` or both.');
    if (from && to && to < from) throw badInput(`${path}.firstBooking.to`, `The date ${to} lies before ${from}.`);
    wanted.push({
      figure: `FIRST_BOOKING_DATE_${basis}`,
      range: ({ calendar }) => ({
        ...(from && { from: calendar.dates(from, from).startMs }),
        ...(to && { to: calendar.dates(to, to).endMs - 1 }),
      }),
    });
  }
  if (typeof hasBooked === 'boolean')
    wanted.push({ figure: 'FIRST_BOOKING_DATE_BOOKED', range: () => ({}), without: !hasBooked });
  return wanted;
}

function checkRange(path: string, { eq, gte, lte }: BookingCountFilter | AmountFilter): void {
  const given = (bound: Whole | null | undefined): bound is Whole => bound !== null && bound !== undefined;
  if (given(eq) && (given(gte) || given(lte))) throw badInput(`${path}.eq`, 'Give either `eq`, or `gte` and `lte`.');
  if (!given(eq) && !given(gte) && !given(lte)) throw badInput(path, 'Give `eq`, `gte` or `lte`.');
  if (given(gte) && given(lte) && lte < gte)
    throw badInput(`${path}.lte`, `Nothing is at least ${gte} and at most ${lte}.`);
}

/** Subqueries that know nothing of the row: each is read once, off its index. */
export function addFigures(condition: Condition, wanted: readonly Wanted[], figures: ResolvedFigures): void {
  for (const { figure, range, without } of wanted) {
    const { rows, none } = figures.get(figure);
    const { from, to } = range(figures);
    const bounds: Sql[] = [];
    // Bound as decimals: as texts, SQLite would put them behind all numbers, and MySQL would compare doubles.
    if (from !== undefined) bounds.push(sql`f.value >= CAST(${from.toString()} AS DECIMAL(38, 0))`);
    if (to !== undefined) bounds.push(sql`f.value <= CAST(${to.toString()} AS DECIMAL(38, 0))`);
    const matches = bounds.length > 0 ? join(bounds, ' AND ') : sql`1 = 1`;
    // Who has no row is found by leaving out those whose row says otherwise.
    const noneMatches = without ?? (bounds.length > 0 && none === 0 && (from ?? 0) <= 0 && (to ?? 0) >= 0);
    const operator = raw(noneMatches ? 'NOT IN' : 'IN');
    const test = noneMatches && !without ? sql`NOT (${matches})` : matches;
    condition.isExpensive = true;
    condition.add(sql`u.id ${operator} (SELECT f.userId FROM (${rows}) f WHERE ${test})`);
  }
}
