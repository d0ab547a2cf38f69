import type { DayCount } from '../rollups/daily-totals';
import type { RollupSource } from '../rollups/rollup-source';
import type { Booking } from './booking.entity';

const durationMs = 'endsAt - startsAt';

/** How bookings count in the rollups, as SQL for a rebuild from all records. */
export const bookingRollups: readonly RollupSource[] = [
  { basis: 'BOOKED', table: 'bookings', at: 'startsAt', locationId: 'locationId', amount: durationMs },
  { basis: 'CREATED', table: 'bookings', at: 'createdAt', locationId: 'locationId', amount: durationMs },
];

/** What one booking adds to the rollups. Must agree with `bookingRollups`. */
export function bookingDayCounts({
  status,
  startsAt,
  endsAt,
  createdAt,
  locationId,
}: Pick<Booking, 'startsAt' | 'endsAt' | 'createdAt' | 'locationId'> & { readonly status: string }): DayCount[] {
  const amount = BigInt(endsAt.getTime() - startsAt.getTime());
  return [
    { basis: 'BOOKED', at: startsAt, status, locationId, amount },
    { basis: 'CREATED', at: createdAt, status, locationId, amount },
  ];
}
