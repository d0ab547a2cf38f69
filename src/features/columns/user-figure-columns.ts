import type { BookingActivityFigures } from '../bookings/booking-activity';
import type { InvoiceTotalsFigures } from '../invoices/invoice-totals';
import { decimalOf } from '../invoices/money';
import { type Cell, type CellContext, ColumnType, type UserColumn } from './column';

const { DATE, BOOLEAN, INTEGER, MONEY } = ColumnType;

const figure = (key: string, label: string, description: string, type: ColumnType) => ({
  key,
  label,
  group: 'Bookings & invoices',
  type,
  description,
  importable: false,
});

const ofBookings = (
  key: string,
  label: string,
  type: ColumnType,
  description: string,
  toCell: (figures: BookingActivityFigures, context: CellContext) => Cell,
): UserColumn => ({
  ...figure(key, label, `${description} Only CONFIRMED bookings count.`, type),
  source: { from: 'bookings', toCell },
});

const ofInvoices = (
  key: string,
  label: string,
  description: string,
  minorUnits: (totals: InvoiceTotalsFigures) => bigint,
): UserColumn => ({
  ...figure(key, label, `${description} VOID invoices do not count.`, MONEY),
  source: { from: 'invoices', toCell: (totals, { decimals }) => decimalOf(minorUnits(totals), decimals) },
});

const dateCell = (instantMs: number | null, { calendar }: CellContext): Cell =>
  instantMs === null ? null : calendar.dateOf(instantMs);

export const hasBooked: UserColumn = {
  ...ofBookings(
    'hasBooked',
    'Has booked',
    BOOLEAN,
    'Whether the user has at least one booking.',
    ({ firstBookedMs }) => firstBookedMs !== null,
  ),
  group: 'Account',
};

/** The columns of the group "Bookings & invoices", in the order of USER_SUMMARY. */
export const activityColumns: readonly UserColumn[] = [
  ofBookings(
    'bookingsThisMonthBooked',
    'Bookings this month (booked)',
    INTEGER,
    'Number of bookings that start in the month of asOf, in the venue time zone, later days of the month included.',
    ({ bookedThisMonth }) => bookedThisMonth,
  ),
  ofBookings(
    'bookingsThisMonthCreated',
    'Bookings this month (created)',
    INTEGER,
    'Number of bookings that were created in the month of asOf, in the venue time zone.',
    ({ createdThisMonth }) => createdThisMonth,
  ),
  ofBookings(
    'bookingsLastMonthBooked',
    'Bookings last month (booked)',
    INTEGER,
    'Number of bookings that start in the month before the month of asOf, in the venue time zone.',
    ({ bookedLastMonth }) => bookedLastMonth,
  ),
  ofBookings(
    'bookingsLastMonthCreated',
    'Bookings last month (created)',
    INTEGER,
    'Number of bookings that were created in the month before the month of asOf, in the venue time zone.',
    ({ createdLastMonth }) => createdLastMonth,
  ),
  ofBookings(
    'firstBookingDateBooked',
    'First booking date (booked)',
    DATE,
    'Date of the earliest start of a booking, in the venue time zone; empty if there is none.',
    ({ firstBookedMs }, context) => dateCell(firstBookedMs, context),
  ),
  ofBookings(
    'firstBookingDateCreated',
    'First booking date (created)',
    DATE,
    "Date when the user's first booking was created, in the venue time zone; empty if there is none.",
    ({ firstCreatedMs }, context) => dateCell(firstCreatedMs, context),
  ),
  ofInvoices(
    'invoicedThisMonth',
    'Invoiced this month',
    "Total of the invoices issued in the month of asOf, in the venue time zone, in major units of the organization's currency.",
    ({ thisMonthMinor }) => thisMonthMinor,
  ),
  ofInvoices(
    'invoicedLastMonth',
    'Invoiced last month',
    'Total of the invoices issued in the month before the month of asOf, in the venue time zone, ' +
      "in major units of the organization's currency.",
    ({ lastMonthMinor }) => lastMonthMinor,
  ),
  ofInvoices(
    'invoicedAllTime',
    'Invoiced all time',
    "Total of all invoices, in major units of the organization's currency.",
    ({ allTimeMinor }) => allTimeMinor,
  ),
];
