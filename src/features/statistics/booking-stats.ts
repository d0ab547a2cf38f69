import { AppError } from '../../errors';
import type { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { venueHourSql, venueWeekdaySql } from '../../platform/database/venue-hours-sql';
import type { MonthRange } from '../../platform/time/month-range';
import type { OffsetSpan } from '../../platform/time/time-zone';
import { bookingCounts } from '../bookings/booking-activity';
import type { Directory } from '../organizations/organization.repository';
import { dayTotals, type RollupScope } from '../rollups/day-totals';
import {
  countUsers,
  type Dimension,
  everyMonthOfEveryGroup,
  type Grouped,
  groupsOf,
  userDimensions,
  type UsersIn,
} from './dimensions';

export type BookingDimensionName = 'LOCATION' | 'PLAN' | 'TEAM' | 'ACCOUNT_TYPE' | 'USER_STATUS' | 'WEEKDAY' | 'HOUR';

/** One month of one group. `group` has a value for each dimension asked for, in their order. */
export interface BookingStatFigures {
  readonly month: string;
  readonly group: readonly (string | number | null)[];
  count: number;
  durationMs: bigint;
}

export interface BookingStatsRequest {
  readonly range: MonthRange;
  readonly basis: 'BOOKED' | 'CREATED';
  readonly groupBy: readonly BookingDimensionName[];
  /** Scope and filter over `bookings b`. */
  readonly condition: Condition;
  /** The same for totals by day, where they can answer. */
  readonly rollup: RollupScope | null;
  readonly spans: readonly OffsetSpan[];
  readonly directory: Directory;
}

const columnOf = { BOOKED: 'b.startsAt', CREATED: 'b.createdAt' } as const;

/** Confirmed bookings by month and group: the figures of `bookingActivity`, over everyone that the condition leaves. */
export async function bookingStats(run: QueryRows, request: BookingStatsRequest): Promise<BookingStatFigures[]> {
  const rows =
    (await rollupFigures(run, request)) ??
    (await grouped(run, request, 'COUNT(*) AS bookings, CAST(SUM(b.endsAt - b.startsAt) AS CHAR) AS durationMs'));
  const found: BookingStatFigures[] = rows.map(({ month, group, figures: [count, durationMs] }) => ({
    month,
    group,
    count: Number(count),
    durationMs: BigInt(durationMs ?? 0),
  }));
  return everyMonthOfEveryGroup(
    found,
    request.range.months,
    request.groupBy.length,
    (month, group) => ({ month, group, count: 0, durationMs: 0n }),
    (into, from) => {
      into.count += from.count;
      into.durationMs += from.durationMs;
    },
  );
}

/**
 * Of how many users the bookings of each row are. Apart, because it is the dear figure, and not additive: it is counted
 * over the bookings themselves.
 */
export const bookingStatUsers = (run: QueryRows, request: BookingStatsRequest): Promise<UsersIn> =>
  countUsers(request, (part) => grouped(run, part, 'COUNT(DISTINCT b.userId) AS people'));

/** Null where only the bookings themselves can answer. */
async function rollupFigures(run: QueryRows, request: BookingStatsRequest): Promise<Grouped[] | null> {
  const { rollup, range, basis, groupBy } = request;
  if (groupBy.some((name) => name !== 'LOCATION')) return null;
  const totals = await dayTotals(run, rollup, {
    range,
    basis,
    statuses: ['CONFIRMED'],
    groupBy: groupBy.map(() => 'locationId'),
  });
  const dimensions = groupBy.map((name) => dimensionOf(name, request));
  return (
    totals &&
    totals.flatMap(({ month, group, figures }) =>
      groupsOf(dimensions, group).map((named) => ({ month, group: named, figures })),
    )
  );
}

async function grouped(run: QueryRows, request: BookingStatsRequest, figures: string): Promise<Grouped[]> {
  const { range, condition, groupBy } = request;
  const dimensions = groupBy.map((name) => dimensionOf(name, request));
  const month = monthOfSql(columnOf[request.basis], range.edgesMs);
  const rows = await run(
    `SELECT ${month.expression} AS place, ${dimensions.map(({ sql }, index) => `${sql} AS group${index}, `).join('')}
            ${figures}
       FROM bookings b ${dimensions.some(({ ofUser }) => ofUser) ? 'JOIN users u ON u.organizationId = b.organizationId AND u.id = b.userId' : ''}
      WHERE ${condition.sql} AND ${bookingCounts} AND ${month.within}
      GROUP BY place${dimensions.map((_dimension, index) => `, group${index}`).join('')}`,
    [...month.parameters, ...condition.parameters, ...month.bounds],
  );
  return rows.flatMap(([place, ...row]) =>
    groupsOf(dimensions, row).map((group) => ({
      month: range.months[place as number]!,
      group,
      figures: row.slice(dimensions.length),
    })),
  );
}

/** What the statistics leave out: bookings of the same months and filter that do not count. */
export async function excludedBookings(
  run: QueryRows,
  { range, basis, condition, rollup }: Pick<BookingStatsRequest, 'range' | 'basis' | 'condition' | 'rollup'>,
): Promise<{ pending: number; cancelled: number }> {
  const totals = await dayTotals(run, rollup, {
    range,
    basis,
    statuses: ['PENDING', 'CANCELLED'],
    groupBy: ['status'],
  });
  const sum = (status: string): number =>
    totals!.reduce((records, { group, figures }) => records + (group[0] === status ? figures[0] : 0), 0);
  if (totals) return { pending: sum('PENDING'), cancelled: sum('CANCELLED') };
  const month = monthOfSql(columnOf[basis], range.edgesMs);
  const rows = await run(
    `SELECT b.status, COUNT(*) AS bookings FROM bookings b WHERE ${condition.sql} AND b.status IN ('PENDING', 'CANCELLED') AND ${month.within} GROUP BY b.status`,
    [...condition.parameters, ...month.bounds],
  );
  const counts = new Map(rows as [string, number][]);
  return { pending: counts.get('PENDING') ?? 0, cancelled: counts.get('CANCELLED') ?? 0 };
}

function dimensionOf(name: BookingDimensionName, { basis, spans, directory, range }: BookingStatsRequest): Dimension {
  switch (name) {
    case 'LOCATION':
      return { sql: 'b.locationId', ofUser: false, values: (id) => [directory.locations.get(id as number) ?? null] };
    case 'WEEKDAY':
    case 'HOUR':
      if (range.months[0]! < '1970-01')
        throw new AppError('BAD_USER_INPUT', 'Weekdays and hours are known from 1970 on.', { argument: 'from' });
      return {
        sql: (name === 'HOUR' ? venueHourSql : venueWeekdaySql)(columnOf[basis], spans),
        ofUser: false,
        values: (value) => [Number(value)],
      };
    default:
      return userDimensions(directory)[name];
  }
}
