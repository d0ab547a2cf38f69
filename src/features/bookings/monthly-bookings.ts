import { periodOfSql } from '../../platform/database/period-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { sql } from '../../platform/database/sql';
import type { MonthRange } from '../../platform/graphql/month-range';
import { type UserSelection, userSelectionCondition } from '../users/user-selection';
import { bookingCounts } from './booking-activity';
import { bookingInstants } from './booking-basis';

export interface MonthlyBookings {
  /** By index of the month in the range. */
  readonly booked: number[];
  readonly created: number[];
}

/** Counts confirmed bookings by user and month on both bases, with two statements on a covering index. */
export async function monthlyBookings(
  run: QueryRows,
  organizationId: number,
  range: MonthRange,
  users: UserSelection,
): Promise<Map<number, MonthlyBookings>> {
  const found = new Map<number, MonthlyBookings>();
  const none = (): number[] => range.months.map(() => 0);
  for (const [field, basis] of [
    ['booked', 'BOOKED'],
    ['created', 'CREATED'],
  ] as const) {
    const month = periodOfSql(`b.${bookingInstants[basis]}`, range.edgesMs);
    const rows = await run(sql`SELECT b.userId, ${month.index} AS monthIndex, COUNT(*) AS bookings FROM bookings b
        WHERE b.organizationId = ${organizationId} AND ${userSelectionCondition('b.userId', users)} AND ${bookingCounts} AND ${month.within}
        GROUP BY b.userId, monthIndex`);
    for (const [userId, monthIndex, bookings] of rows as [number, number, number][]) {
      if (!found.has(userId)) found.set(userId, { booked: none(), created: none() });
      found.get(userId)![field][monthIndex] = bookings;
    }
  }
  return found;
}
