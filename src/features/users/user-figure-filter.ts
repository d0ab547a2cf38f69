import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { boundsOf, type Condition, decimal } from '../../platform/database/condition';
import { join, raw, type Sql, sql } from '../../platform/database/sql';
import { filtersIn, type Nesting } from '../../platform/graphql/nested-filters';
import type { UserFilter } from './user.inputs';
import type { OpenRange, ResolvedFigures, UserFigureName } from './user-figures';

interface Bounds {
  readonly from?: number | bigint | undefined;
  readonly to?: number | bigint | undefined;
}

interface Dates {
  readonly from?: string | null;
  readonly to?: string | null;
}

/** A range of a figure that a filter requires. Without bounds: users that have a value or, if `without`, have none. */
interface FigureRange {
  readonly figure: UserFigureName;
  readonly range: (figures: ResolvedFigures) => Bounds;
  /** The dates of the bookings that the figure counts. */
  readonly dates?: Dates;
  readonly without?: boolean;
}

/** Whether a filter excludes any users: an empty one matches all. */
export const narrowsUsers = (filter: UserFilter | null | undefined): filter is UserFilter =>
  Object.values(filter ?? {}).some((value) => value !== undefined && value !== null);

/** A filter of users, and the path that errors name. */
export type PlacedUserFilter = readonly [filter: UserFilter, path: string];

/** Filters, and all filters within them. */
export const withInner = (filters: readonly PlacedUserFilter[]): PlacedUserFilter[] =>
  filters.flatMap(([filter, path]) => [...filtersIn(filter, path)]);

export interface RecordFilter<Filter> extends Nesting<Filter> {
  users?: UserFilter | null;
}

/** The filters by users in a filter of records, and in all filters within it. */
export const userFiltersIn = <Filter extends RecordFilter<Filter>>(
  filter: Filter | null | undefined,
  path: string,
): PlacedUserFilter[] =>
  [...filtersIn(filter, path)].flatMap(([{ users }, place]) =>
    narrowsUsers(users) ? [[users, `${place}.users`] as const] : [],
  );

/**
 * The ranges of figures in a filter, without the filters within it; `path` is the argument that contains the filter.
 *
 * @throws BAD_USER_INPUT for an invalid range of dates. Ranges of numbers have been checked with all inputs.
 */
function figureRanges(filter: UserFilter, path: string): FigureRange[] {
  const { bookedIn, hasBooked } = filter;
  const ranges: FigureRange[] = [];
  for (const [figure, count] of [
    ['BOOKINGS_THIS_MONTH', filter.bookingsThisMonth],
    ['BOOKINGS_LAST_MONTH', filter.bookingsLastMonth],
  ] as const)
    if (count) ranges.push({ figure: `${figure}_${count.basis}`, range: () => boundsOf(count) });
  for (const [figure, amount] of [
    ['INVOICED_THIS_MONTH', filter.invoicedThisMonth],
    ['INVOICED_LAST_MONTH', filter.invoicedLastMonth],
    ['INVOICED_ALL_TIME', filter.invoicedAllTime],
  ] as const)
    if (amount) ranges.push({ figure, range: () => boundsOf(amount) });
  for (const [name, figure, dates] of [
    ['firstBooking', 'FIRST_BOOKING_DATE', filter.firstBooking],
    ['lastBooking', 'LAST_BOOKING_DATE', filter.lastBooking],
  ] as const) {
    if (!dates) continue;
    assertDates(`${path}.${name}`, dates);
    ranges.push({
      figure: `${figure}_${dates.basis}`,
      range: (figures) => {
        const { startMs, endMs } = instantsOf(dates, figures);
        return { ...(startMs !== null && { from: startMs }), ...(endMs !== null && { to: endMs - 1 }) };
      },
    });
  }
  if (bookedIn) {
    assertDates(`${path}.bookedIn`, bookedIn);
    ranges.push({
      figure: `BOOKINGS_IN_DATES_${bookedIn.basis}`,
      dates: bookedIn,
      range: () => (bookedIn.count ? boundsOf(bookedIn.count) : { from: 1 }),
    });
  }
  if (typeof hasBooked === 'boolean')
    ranges.push({ figure: 'FIRST_BOOKING_DATE_BOOKED', range: () => ({}), without: !hasBooked });
  return ranges;
}

/**
 * The figures in filters, and in all filters within them.
 *
 * @throws BAD_USER_INPUT for an invalid range of dates
 */
export const figuresIn = (filters: readonly PlacedUserFilter[]): UserFigureName[] =>
  withInner(filters).flatMap(([each, place]) => figureRanges(each, place).map(({ figure }) => figure));

function assertDates(path: string, { from, to }: Dates): void {
  if (!from && !to) throw badInput(path, 'Give `from`, `to` or both.', because('RANGE_EMPTY'));
  if (from && to && to < from)
    throw badInput(`${path}.to`, `\`to\` (${to}) must not be before \`from\` (${from}).`, because('PERIOD_REVERSED'));
}

const instantsOf = ({ from, to }: Dates, { calendar }: ResolvedFigures): OpenRange => ({
  startMs: from ? calendar.dates(from, from).startMs : null,
  endMs: to ? calendar.dates(to, to).endMs : null,
});

/**
 * Adds the ranges of figures in a filter, without the filters within it, as uncorrelated subqueries, each of which is
 * evaluated once by an index. `figures` is required if there are any.
 */
export function addFigureRanges(
  condition: Condition,
  filter: UserFilter,
  figures: ResolvedFigures | null | undefined,
): void {
  for (const { figure, dates, range, without } of figureRanges(filter, 'filter')) {
    const { rows, none } = figures!.get(figure, dates && instantsOf(dates, figures!));
    const { from, to } = range(figures!);
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
