import { AppError } from '../../errors';
import type { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import { venueHourSql, venueWeekdaySql } from '../../platform/database/venue-hours-sql';
import type { MonthRange } from '../../platform/time/month-range';
import type { OffsetSpan } from '../../platform/time/time-zone';
import type { Directory } from '../organizations/organization.repository';
import { everyMonthOfEveryGroup, groupsOf, userDimensions, type Dimension } from '../users/dimensions';
import type { RunRows } from '../users/user-set';

export type BookingDimensionName = 'LOCATION' | 'PLAN' | 'TEAM' | 'ACCOUNT_TYPE' | 'USER_STATUS' | 'WEEKDAY' | 'HOUR';

/** One month of one group. `group` has a value for each dimension asked for, in their order. */
export interface BookingStatFigures {
  readonly month: string;
  readonly group: readonly (string | number | null)[];
  count: number;
  users: number;
  lengthMs: bigint;
}

export interface BookingStatsRequest {
  readonly range: MonthRange;
  readonly basis: 'BOOKED' | 'CREATED';
  readonly groupBy: readonly BookingDimensionName[];
  /** Scope and filter over `bookings b`. */
  readonly condition: Condition;
  readonly spans: readonly OffsetSpan[];
  readonly directory: Directory;
}

const columnOf = { BOOKED: 'b.startsAt', CREATED: 'b.createdAt' } as const;

/** Confirmed bookings by month and group: the figures of `bookingActivity`, over everyone that the condition leaves. */
export async function bookingStats(run: RunRows, request: BookingStatsRequest): Promise<BookingStatFigures[]> {
  const { range, condition, groupBy } = request;
  const dimensions = groupBy.map((name) => dimensionOf(name, request));
  const month = monthOfSql(columnOf[request.basis], range.edgesMs);
  const rows = await run(
    `SELECT ${month.expression} AS place, ${dimensions.map(({ sql }, index) => `${sql} AS group${index}, `).join('')}
            COUNT(*) AS bookings, COUNT(DISTINCT b.userId) AS people, CAST(SUM(b.endsAt - b.startsAt) AS CHAR) AS lengthMs
       FROM bookings b ${dimensions.some(({ ofUser }) => ofUser) ? 'JOIN users u ON u.organizationId = b.organizationId AND u.id = b.userId' : ''}
      WHERE ${condition.sql} AND b.status = 'CONFIRMED' AND ${month.within}
      GROUP BY place${dimensions.map((_dimension, index) => `, group${index}`).join('')}`,
    [...month.parameters, ...condition.parameters, ...month.bounds],
  );
  const found: BookingStatFigures[] = rows.flatMap((row) =>
    groupsOf(dimensions, row.slice(1)).map((group) => {
      const [count, users, lengthMs] = row.slice(1 + dimensions.length);
      return { month: range.months[row[0] as number]!, group, count: Number(count), users: Number(users), lengthMs: BigInt(lengthMs ?? 0) };
    }),
  );
  return everyMonthOfEveryGroup(found, range.months, dimensions.length, (monthName, group) => ({ month: monthName, group, count: 0, users: 0, lengthMs: 0n }), (into, from) => {
    into.count += from.count;
    into.users += from.users;
    into.lengthMs += from.lengthMs;
  });
}

/** What the statistics leave out: bookings of the same months and filter that do not count. */
export async function excludedBookings(run: RunRows, { range, basis, condition }: BookingStatsRequest): Promise<{ pending: number; cancelled: number }> {
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
      if (range.months[0]! < '1970-01') throw new AppError('BAD_USER_INPUT', 'Weekdays and hours are known from 1970 on.', { argument: 'from' });
      return { sql: (name === 'HOUR' ? venueHourSql : venueWeekdaySql)(columnOf[basis], spans), ofUser: false, values: (value) => [Number(value)] };
    default:
      return userDimensions(directory)[name];
  }
}
