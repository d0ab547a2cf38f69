import type { DayCount } from '../rollups/daily-totals';
import type { RollupSource } from '../rollups/rollup-source';
import type { Booking } from './booking.entity';
import { bookingBases, bookingInstants } from './booking-basis';

/** How bookings count in the rollups, as SQL for a rebuild from all records. */
export const bookingRollups: readonly RollupSource[] = bookingBases.map((basis) => ({
  basis,
  table: 'bookings',
  at: bookingInstants[basis],
  locationId: 'locationId',
  amount: 'endsAt - startsAt',
}));

/** The contribution of one booking to the rollups. Must agree with `bookingRollups`. */
export function bookingDayCounts(
  booking: Pick<Booking, 'startsAt' | 'endsAt' | 'createdAt' | 'locationId'> & { readonly status: string },
): DayCount[] {
  const { status, locationId, startsAt, endsAt } = booking;
  const amount = BigInt(endsAt.getTime() - startsAt.getTime());
  return bookingBases.map((basis) => ({ basis, at: booking[bookingInstants[basis]], status, locationId, amount }));
}
