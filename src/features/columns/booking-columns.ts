import { BookingStatus } from '../bookings/booking.entity';
import { wholeMinutesOfBooking } from '../bookings/duration';
import { columnDescription, type DescribedKey } from '../labels/labels';
import { cellsOf, type Codec, id, identifyingText, instant, integer, location, oneOf, optionalText } from './codecs';
import type { RecordColumn } from './column';
import { recordUserColumns } from './record-user-columns';

const readOnly = (key: DescribedKey<'bookings'>, label: string, codec: Codec, sql: string): RecordColumn => ({
  key,
  label,
  group: 'Booking',
  ...cellsOf(codec),
  description: columnDescription('bookings', key),
  importable: false,
  source: { from: 'record', sql, toCell: codec.toCell },
});

const booking = (key: DescribedKey<'bookings'>, label: string, codec: Codec, field: string = key): RecordColumn => ({
  ...readOnly(key, label, codec, `b.${field}`),
  importable: true,
  fromText: codec.fromText!,
  inputField: field,
});

/** A column that only a new booking takes from a file. */
const initial = (key: DescribedKey<'bookings'>, label: string, codec: Codec, field?: string): RecordColumn => ({
  ...booking(key, label, codec, field),
  importable: false,
});

const durationSql = 'b.endsAt - b.startsAt';
const wholeMinutes: Codec = { ...integer, toCell: (durationMs) => wholeMinutesOfBooking(durationMs as number) };

/** The columns of BOOKING_LIST, in its order. */
export const bookingListColumns: readonly RecordColumn[] = [
  initial('reference', 'Reference', identifyingText),
  ...recordUserColumns,
  booking('location', 'Location', location, 'locationId'),
  booking('resource', 'Resource', optionalText),
  booking('startsAt', 'Starts at', instant),
  booking('endsAt', 'Ends at', instant),
  readOnly('durationMinutes', 'Duration (minutes)', wholeMinutes, durationSql),
  booking('status', 'Status', oneOf('BookingStatus', Object.values(BookingStatus))),
  initial('dateCreated', 'Date created', instant, 'createdAt'),
  readOnly('durationMs', 'Duration (ms)', integer, durationSql),
];

/** All columns of a booking: the columns of BOOKING_LIST, then columns that no template has. */
export const bookingColumns: readonly RecordColumn[] = [
  ...bookingListColumns,
  readOnly('id', 'Identifier', id, 'b.id'),
];
