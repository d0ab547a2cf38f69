import type { QueryRows } from '../../platform/database/query-rows';
import { raw, type Sql, sql } from '../../platform/database/sql';
import type { MonthPair } from '../../platform/time/venue-calendar';
import { type UserSelection, userSelectionCondition } from '../users/user-selection';
import { bookingInstants } from './booking-basis';

/** The condition over `bookings b` for bookings that count in figures. */
export const bookingCounts = sql`b.status = 'CONFIRMED'`;

/**
 * The booking figures of one user. Only CONFIRMED bookings count. Instants are milliseconds since 1970; null without
 * bookings.
 */
export interface BookingActivityFigures {
  readonly bookedThisMonth: number;
  readonly createdThisMonth: number;
  readonly bookedLastMonth: number;
  readonly createdLastMonth: number;
  readonly firstBookedMs: number | null;
  readonly firstCreatedMs: number | null;
  readonly lastBookedMs: number | null;
  readonly lastCreatedMs: number | null;
}

export const noBookingActivity: BookingActivityFigures = {
  bookedThisMonth: 0,
  createdThisMonth: 0,
  bookedLastMonth: 0,
  createdLastMonth: 0,
  firstBookedMs: null,
  firstCreatedMs: null,
  lastBookedMs: null,
  lastCreatedMs: null,
};

/**
 * Computes the booking figures of users, for queries and exports alike, with one grouped statement on a covering index.
 * Ordered by user id, without users who have no confirmed booking.
 */
export async function bookingActivity(
  run: QueryRows,
  organizationId: number,
  { thisMonth, lastMonth }: MonthPair,
  users: UserSelection,
): Promise<[userId: number, BookingActivityFigures][]> {
  const [booked, created] = [raw(bookingInstants.BOOKED), raw(bookingInstants.CREATED)];
  const countIn = (instant: Sql, { startMs, endMs }: MonthPair['thisMonth']): Sql =>
    sql`COUNT(CASE WHEN b.${instant} >= ${startMs} AND b.${instant} < ${endMs} THEN 1 END)`;
  const rows = await run(
    sql`SELECT b.userId, ${countIn(booked, thisMonth)} AS bookedThis, ${countIn(created, thisMonth)} AS createdThis, ${countIn(booked, lastMonth)} AS bookedLast,
            ${countIn(created, lastMonth)} AS createdLast, MIN(b.${booked}) AS firstBooked, MIN(b.${created}) AS firstCreated,
            MAX(b.${booked}) AS lastBooked, MAX(b.${created}) AS lastCreated
       FROM bookings b
      WHERE b.organizationId = ${organizationId} AND ${userSelectionCondition('b.userId', users)} AND ${bookingCounts}
      GROUP BY b.userId ORDER BY b.userId`,
  );
  return rows.map(
    ([
      userId,
      bookedThisMonth,
      createdThisMonth,
      bookedLastMonth,
      createdLastMonth,
      firstBookedMs,
      firstCreatedMs,
      lastBookedMs,
      lastCreatedMs,
    ]) => [
      userId as number,
      {
        bookedThisMonth,
        createdThisMonth,
        bookedLastMonth,
        createdLastMonth,
        firstBookedMs,
        firstCreatedMs,
        lastBookedMs,
        lastCreatedMs,
      } as BookingActivityFigures,
    ],
  );
}
