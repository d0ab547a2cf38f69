import type { MonthPair } from '../../platform/time/venue-calendar';
import { Permission } from '../auth/permissions';
import { never, type UserFigure } from '../users/user-figures';
import { bookingCounts } from './booking-activity';

type Instant = 'startsAt' | 'createdAt';
const permission = Permission.BOOKINGS_VIEW;

/** The figures of `bookingActivity`, each for itself and of everyone. */
export const bookingFigures = {
  BOOKINGS_THIS_MONTH_BOOKED: count('startsAt', 'thisMonth'),
  BOOKINGS_THIS_MONTH_CREATED: count('createdAt', 'thisMonth'),
  BOOKINGS_LAST_MONTH_BOOKED: count('startsAt', 'lastMonth'),
  BOOKINGS_LAST_MONTH_CREATED: count('createdAt', 'lastMonth'),
  FIRST_BOOKING_DATE_BOOKED: first('startsAt', 'createdAt'),
  FIRST_BOOKING_DATE_CREATED: first('createdAt', 'startsAt'),
};

function count(column: Instant, month: keyof MonthPair): UserFigure {
  return {
    permission, month, none: 0,
    rows: (organizationId, { [month]: { startMs, endMs } }) => ({
      sql: `SELECT b.userId, COUNT(*) AS value FROM bookings b WHERE b.organizationId = ? AND ${bookingCounts} AND b.${column} >= ? AND b.${column} < ? GROUP BY b.userId`,
      parameters: [organizationId, startMs, endMs],
    }),
  };
}

// The other instant is read along so that only `bookings_figures` covers it all: in the order of users, where MariaDB would
// rather take the index of one instant, and sort.
function first(column: Instant, other: Instant): UserFigure {
  return {
    permission, none: never,
    rows: (organizationId) => ({
      sql: `SELECT b.userId, MIN(b.${column}) AS value, MIN(b.${other}) AS other FROM bookings b WHERE b.organizationId = ? AND ${bookingCounts} GROUP BY b.userId`,
      parameters: [organizationId],
    }),
  };
}
