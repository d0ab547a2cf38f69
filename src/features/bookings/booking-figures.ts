import { join, raw, sql } from '../../platform/database/sql';
import type { MonthPair } from '../../platform/time/venue-calendar';
import { Permission } from '../auth/permissions';
import { never, type UserFigure } from '../users/user-figures';
import { bookingCounts } from './booking-activity';
import { bookingInstants } from './booking-basis';

type Basis = keyof typeof bookingInstants;
const permission = Permission.BOOKINGS_VIEW;

/** Each figure of `bookingActivity` as a query over all users, for filters and orders of users. */
export const bookingFigures = {
  BOOKINGS_THIS_MONTH_BOOKED: count('BOOKED', 'thisMonth'),
  BOOKINGS_THIS_MONTH_CREATED: count('CREATED', 'thisMonth'),
  BOOKINGS_LAST_MONTH_BOOKED: count('BOOKED', 'lastMonth'),
  BOOKINGS_LAST_MONTH_CREATED: count('CREATED', 'lastMonth'),
  FIRST_BOOKING_DATE_BOOKED: bound('MIN', 'BOOKED'),
  FIRST_BOOKING_DATE_CREATED: bound('MIN', 'CREATED'),
  LAST_BOOKING_DATE_BOOKED: bound('MAX', 'BOOKED'),
  LAST_BOOKING_DATE_CREATED: bound('MAX', 'CREATED'),
  BOOKINGS_IN_DATES_BOOKED: countIn('BOOKED'),
  BOOKINGS_IN_DATES_CREATED: countIn('CREATED'),
};

function count(basis: Basis, month: keyof MonthPair): UserFigure {
  const column = raw(bookingInstants[basis]);
  return {
    permission,
    month,
    none: 0,
    rows: (organizationId, { [month]: { startMs, endMs } }) =>
      sql`SELECT b.userId, COUNT(*) AS value FROM bookings b WHERE b.organizationId = ${organizationId} AND ${bookingCounts} AND b.${column} >= ${startMs} AND b.${column} < ${endMs} GROUP BY b.userId`,
  };
}

function countIn(basis: Basis): UserFigure {
  const column = raw(bookingInstants[basis]);
  return {
    permission,
    none: 0,
    rows: (organizationId, _months, dates) => {
      const { startMs, endMs } = dates!;
      const bounds = [
        ...(startMs === null ? [] : [sql`b.${column} >= ${startMs}`]),
        ...(endMs === null ? [] : [sql`b.${column} < ${endMs}`]),
      ];
      return sql`SELECT b.userId, COUNT(*) AS value FROM bookings b WHERE b.organizationId = ${organizationId} AND ${bookingCounts} AND ${join(bounds, ' AND ')} GROUP BY b.userId`;
    },
  };
}

// Grouped by all columns before the instant in the indexes `bookings_figures` and `bookings_first_creation`, so that
// MariaDB and MySQL use a loose index scan over users instead of reading every booking.
function bound(aggregate: 'MIN' | 'MAX', basis: Basis): UserFigure {
  const value = raw(`${aggregate}(b.${bookingInstants[basis]})`);
  return {
    permission,
    none: never,
    rows: (organizationId) =>
      sql`SELECT b.userId, ${value} AS value FROM bookings b WHERE b.organizationId = ${organizationId} AND ${bookingCounts} GROUP BY b.organizationId, b.userId, b.status`,
  };
}
