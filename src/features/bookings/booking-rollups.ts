import type { DayCount } from '../rollups/daily-totals';
import type { RollupSource } from '../rollups/rollup-source';
import type { Booking } from './booking.entity';

const length = 'endsAt - startsAt';

/** How bookings count by venue day, for totals made from all records ... */
export const bookingRollups: readonly RollupSource[] = [
  { basis: 'BOOKED', table: 'bookings', at: 'startsAt', locationId: 'locationId', amount: length },
  { basis: 'CREATED', table: 'bookings', at: 'createdAt', locationId: 'locationId', amount: length },
];

/** ... and the same of one record, for totals kept with each change. */
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
