import { defineEnum } from '../../platform/graphql/define-enum';
import type { ColumnKey } from '../../platform/graphql/keyset';
import type { Booking } from './booking.entity';

interface OrderField extends Omit<ColumnKey<Booking>, 'descending' | 'name'> {
  /** Describes the enum value. */
  readonly description: string;
}

/** The fields that bookings can be ordered by, over `bookings b`. The enum derives from them. */
export const bookingOrderFields = {
  STARTS_AT: {
    description: 'Start.',
    expression: 'b.startsAt',
    value: (booking) => booking.startsAt.getTime(),
  },
  CREATED_AT: {
    description: 'Time of creation.',
    expression: 'b.createdAt',
    value: (booking) => booking.createdAt.getTime(),
  },
  REFERENCE: {
    description: 'Reference, by code point.',
    expression: 'b.reference',
    value: (booking) => booking.reference,
    text: true,
  },
} satisfies Record<string, OrderField>;

export const BookingOrderField = defineEnum(
  'BookingOrderField',
  'Fields that bookings can be ordered by.',
  bookingOrderFields,
);
export type BookingOrderField = keyof typeof BookingOrderField;
