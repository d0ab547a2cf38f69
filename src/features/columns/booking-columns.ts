import { wholeMinutesOfBooking } from '../bookings/duration';
import { asId, asInstant, asLocationName, asText } from './cells';
import { ColumnType, type RecordColumn, type ToCell } from './column';
import { itsUser } from './record-user-columns';

const { TEXT, INTEGER, INSTANT } = ColumnType;

const booking = (
  key: string,
  label: string,
  description: string,
  type = TEXT,
  cell = asText,
  sql = `b.${key}`,
  importable = true,
): RecordColumn => ({
  key,
  label,
  group: 'Booking',
  type,
  description,
  importable,
  source: { from: 'record', sql, toCell: cell },
});

const durationSql = 'b.endsAt - b.startsAt';
const asMinutes: ToCell = (durationMs) => wholeMinutesOfBooking(durationMs as number);
const asMs: ToCell = (durationMs) => durationMs;

/** Every column of a booking, in the order of BOOKING_LIST; then what only a free choice holds. */
export const bookingListColumns: readonly RecordColumn[] = [
  booking(
    'reference',
    'Reference',
    'Its reference, unique in the organization; the key by which an import finds the booking.',
  ),
  ...itsUser,
  booking('location', 'Location', 'Name of the location.', TEXT, asLocationName, 'b.locationId'),
  booking('resource', 'Resource', 'What was booked there: a room, a desk, a court.'),
  booking('startsAt', 'Starts at', 'When it begins. *Booked* figures count by this.', INSTANT, asInstant),
  booking('endsAt', 'Ends at', 'When it ends.', INSTANT, asInstant),
  booking(
    'durationMinutes',
    'Duration (minutes)',
    'From start to end, in whole minutes, rounded down. Add up *Duration (ms)* instead.',
    INTEGER,
    asMinutes,
    durationSql,
    false,
  ),
  booking(
    'status',
    'Status',
    'Where it stands: PENDING, CONFIRMED or CANCELLED. Only CONFIRMED bookings count in figures.',
  ),
  booking(
    'dateCreated',
    'Date created',
    'When it was made. *Created* figures count by this.',
    INSTANT,
    asInstant,
    'b.createdAt',
  ),
  booking(
    'durationMs',
    'Duration (ms)',
    'From start to end, exactly, in milliseconds: the additive measure of the statistics.',
    INTEGER,
    asMs,
    durationSql,
    false,
  ),
];

export const bookingColumns: readonly RecordColumn[] = [
  ...bookingListColumns,
  booking('id', 'Identifier', 'Id of the booking, as the API knows it.', TEXT, asId, 'b.id', false),
];
