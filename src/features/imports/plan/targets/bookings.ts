import { type Booking, BookingStatus, changeableBookingFields } from '../../../bookings/booking.entity';
import {
  assertBookingStatus,
  bookingFields,
  reschedulable,
  reschedulableFields,
  rescheduled,
  statusesBefore,
} from '../../../bookings/booking-rules';
import { changeBookings, deleteBookings, insertBookings, maxReferenceLength } from '../../../bookings/booking-writes';
import { parseAssignableId } from '../../../organizations/organization.repository';
import { exactLookup, loadRecordField, recordWrites, userIdOf, userJoin } from './records';
import type { ImportTarget } from './target';

interface BookingInput {
  readonly reference: string;
  readonly username: string;
  readonly locationId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly resource?: string | null;
  readonly status?: BookingStatus;
  readonly createdAt?: Date;
}

const pathOf = (field: string): string => field;

export const bookingsTarget: ImportTarget = {
  noun: 'booking',
  table: 'bookings',
  alias: 'b',
  userJoin: userJoin('b'),
  lookups: { reference: exactLookup('b.reference', maxReferenceLength) },
  requiredColumns: ['reference', 'username', 'location', 'startsAt', 'endsAt'],
  comparedColumns: ['startsAt', 'endsAt'],
  defaultTexts: { status: BookingStatus.PENDING },
  ruleFields: ['reference', 'status', 'startsAt', 'endsAt', 'locationId', 'resource'],
  changeableFields: changeableBookingFields,
  load: loadRecordField,

  change(values, input, { referenceData, isRestoring }) {
    const before = values as unknown as Booking;
    const { status = before.status, ...place } = input as Partial<BookingInput>;
    const moved = reschedulableFields.find((field) => input[field] !== undefined);
    if (moved && !isRestoring) assertBookingStatus(before, reschedulable, moved);
    if (status !== before.status && !isRestoring) assertBookingStatus(before, statusesBefore[status], 'status');
    return { ...(moved && rescheduled(before, place, referenceData.locations, pathOf)), status };
  },

  create(values, rules) {
    const { status = BookingStatus.PENDING, createdAt = rules.now, ...input } = values as unknown as BookingInput;
    return {
      ...bookingFields(input, pathOf),
      userId: userIdOf(values, rules),
      locationId: parseAssignableId('location', rules.referenceData.locations, input.locationId, 'locationId'),
      status,
      createdAt,
    };
  },

  ...recordWrites({ change: changeBookings, insert: insertBookings, remove: deleteBookings }),
};
