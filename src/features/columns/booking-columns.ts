import { BookingStatus } from '../bookings/booking.entity';
import { wholeMinutesOfBooking } from '../bookings/duration';
import { type Codec, id, identifyingText, instant, integer, location, oneOf, optionalText } from './codecs';
import type { RecordColumn } from './column';
import { recordUserColumns } from './record-user-columns';

const readOnly = (key: string, label: string, description: string, codec: Codec, sql: string): RecordColumn => ({
  key,
  label,
  group: 'Booking',
  type: codec.type,
  description,
  importable: false,
  source: { from: 'record', sql, toCell: codec.toCell },
});

const booking = (key: string, label: string, description: string, codec: Codec, field = key): RecordColumn => ({
  ...readOnly(key, label, description, codec, `b.${field}`),
  importable: true,
  fromText: codec.fromText!,
  inputField: field,
});

/** A column that only a new booking takes from a file. */
const initial = (key: string, label: string, description: string, codec: Codec, field?: string): RecordColumn => ({
  ...booking(key, label, description, codec, field),
  importable: false,
});

const durationSql = 'b.endsAt - b.startsAt';
const wholeMinutes: Codec = { ...integer, toCell: (durationMs) => wholeMinutesOfBooking(durationMs as number) };

/** The columns of BOOKING_LIST, in its order. */
export const bookingListColumns: readonly RecordColumn[] = [
  initial('reference', 'Reference', 'Unique in the organization. An import finds the booking by it.', identifyingText),
  ...recordUserColumns,
  booking('location', 'Location', 'Name of the location.', location, 'locationId'),
  booking('resource', 'Resource', 'The booked room, desk or other resource; may be empty.', optionalText),
  booking('startsAt', 'Starts at', 'Start, in the venue time zone. Determines the month in *booked* figures.', instant),
  booking('endsAt', 'Ends at', 'End, in the venue time zone.', instant),
  readOnly(
    'durationMinutes',
    'Duration (minutes)',
    'Time from start to end in whole minutes, rounded down. To add up durations, use *Duration (ms)*.',
    wholeMinutes,
    durationSql,
  ),
  booking(
    'status',
    'Status',
    'Status: PENDING, CONFIRMED or CANCELLED. Figures count only CONFIRMED bookings.',
    oneOf('BookingStatus', Object.values(BookingStatus)),
  ),
  initial(
    'dateCreated',
    'Date created',
    'When the booking was created, in the venue time zone. Determines the month in *created* figures.',
    instant,
    'createdAt',
  ),
  readOnly(
    'durationMs',
    'Duration (ms)',
    'Exact time from start to end in milliseconds. Its sums equal the totals of the statistics.',
    integer,
    durationSql,
  ),
];

/** All columns of a booking: the columns of BOOKING_LIST, then columns that no template has. */
export const bookingColumns: readonly RecordColumn[] = [
  ...bookingListColumns,
  readOnly('id', 'Identifier', 'Id of the booking in the API.', id, 'b.id'),
];
