import type { BookingBasis } from '../users/user-figure.inputs';
import type { Booking } from './booking.entity';

type Basis = `${BookingBasis}`;

/** The instant of a booking that determines its month or date, on each basis. */
export const bookingInstants = { BOOKED: 'startsAt', CREATED: 'createdAt' } as const satisfies Record<
  Basis,
  keyof Booking
>;

export const bookingBases = Object.keys(bookingInstants) as Basis[];
