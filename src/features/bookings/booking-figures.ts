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
  FIRST_BOOKING_DATE_BOOKED: first('startsAt'),
  FIRST_BOOKING_DATE_CREATED: first('createdAt'),
};

function count(column: Instant, month: keyof MonthPair): UserFigure {
  return {
    permission,
    month,
    none: 0,
    rows: (organizationId, { [month]: { startMs, endMs } }) => ({
      sql: `SELECT b.userId, COUNT(*) AS value FROM bookings b WHERE b.organizationId = ? AND ${bookingCounts} AND b.${column} >= ? AND b.${column} < ? GROUP BY b.userId`,
      parameters: [organizationId, startMs, endMs],
    }),
  };
}

// Grouped by all that stands before the instant in `bookings_figures` and `bookings_first_creation`, so that MariaDB
// and MySQL leap from user to user there instead of reading every booking.
function first(column: Instant): UserFigure {
  return {
    permission,
    none: never,
    rows: (organizationId) => ({
      sql: `SELECT b.userId, MIN(b.${column}) AS value FROM bookings b WHERE b.organizationId = ? AND ${bookingCounts} GROUP BY b.organizationId, b.userId, b.status`,
      parameters: [organizationId],
    }),
  };
}
