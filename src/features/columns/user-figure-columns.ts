import type { BookingActivityFigures } from '../bookings/booking-activity';
import type { InvoiceTotalsFigures } from '../invoices/invoice-totals';
import { decimalOf } from '../invoices/money';
import { columnDescription, type DescribedKey } from '../labels/labels';
import { type Cell, type CellContext, ColumnType, type UserColumn } from './column';

const { DATE, BOOLEAN, INTEGER, MONEY } = ColumnType;

const figure = (key: DescribedKey<'users'>, label: string, type: ColumnType) => ({
  key,
  label,
  group: 'Bookings & invoices',
  type,
  description: columnDescription('users', key),
  importable: false,
});

const ofBookings = (
  key: DescribedKey<'users'>,
  label: string,
  type: ColumnType,
  toCell: (figures: BookingActivityFigures, context: CellContext) => Cell,
): UserColumn => ({
  ...figure(key, label, type),
  source: { from: 'bookings', toCell },
});

const ofInvoices = (
  key: DescribedKey<'users'>,
  label: string,
  minorUnits: (totals: InvoiceTotalsFigures) => bigint,
): UserColumn => ({
  ...figure(key, label, MONEY),
  source: { from: 'invoices', toCell: (totals, { decimals }) => decimalOf(minorUnits(totals), decimals) },
});

const dateCell = (instantMs: number | null, { calendar }: CellContext): Cell =>
  instantMs === null ? null : calendar.dateOf(instantMs);

export const hasBooked: UserColumn = {
  ...ofBookings('hasBooked', 'Has booked', BOOLEAN, ({ firstBookedMs }) => firstBookedMs !== null),
  group: 'Account',
};

/** The columns of the group "Bookings & invoices", in the order of USER_SUMMARY. */
export const activityColumns: readonly UserColumn[] = [
  ofBookings(
    'bookingsThisMonthBooked',
    'Bookings this month (booked)',
    INTEGER,
    ({ bookedThisMonth }) => bookedThisMonth,
  ),
  ofBookings(
    'bookingsThisMonthCreated',
    'Bookings this month (created)',
    INTEGER,
    ({ createdThisMonth }) => createdThisMonth,
  ),
  ofBookings(
    'bookingsLastMonthBooked',
    'Bookings last month (booked)',
    INTEGER,
    ({ bookedLastMonth }) => bookedLastMonth,
  ),
  ofBookings(
    'bookingsLastMonthCreated',
    'Bookings last month (created)',
    INTEGER,
    ({ createdLastMonth }) => createdLastMonth,
  ),
  ofBookings('firstBookingDateBooked', 'First booking date (booked)', DATE, ({ firstBookedMs }, context) =>
    dateCell(firstBookedMs, context),
  ),
  ofBookings('firstBookingDateCreated', 'First booking date (created)', DATE, ({ firstCreatedMs }, context) =>
    dateCell(firstCreatedMs, context),
  ),
  ofInvoices('invoicedThisMonth', 'Invoiced this month', ({ thisMonthMinor }) => thisMonthMinor),
  ofInvoices('invoicedLastMonth', 'Invoiced last month', ({ lastMonthMinor }) => lastMonthMinor),
  ofInvoices('invoicedAllTime', 'Invoiced all time', ({ allTimeMinor }) => allTimeMinor),
];

export const lastBookingColumns: readonly UserColumn[] = [
  ofBookings('lastBookingDateBooked', 'Last booking date (booked)', DATE, ({ lastBookedMs }, context) =>
    dateCell(lastBookedMs, context),
  ),
  ofBookings('lastBookingDateCreated', 'Last booking date (created)', DATE, ({ lastCreatedMs }, context) =>
    dateCell(lastCreatedMs, context),
  ),
];
