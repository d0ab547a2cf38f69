import { Permission } from '../auth/permissions';
import { InvoiceStatus } from '../invoices/invoice.entity';
import { columnDescription, type DescribedKey } from '../labels/labels';
import {
  amount,
  cellsOf,
  type Codec,
  currency,
  id,
  identifyingText,
  instant,
  oneOf,
  optionalLocation,
  optionalText,
} from './codecs';
import type { RecordColumn } from './column';
import { recordUserColumns } from './record-user-columns';

/** The columns that a file changes. A new invoice alone takes the others from it. */
const importable = ['status', 'location', 'booking'];

const invoice = (key: DescribedKey<'invoices'>, label: string, codec: Codec, field: string = key): RecordColumn => ({
  key,
  label,
  group: 'Invoice',
  ...cellsOf(codec),
  description: columnDescription('invoices', key),
  importable: importable.includes(key),
  source: { from: 'record', sql: `i.${field}`, toCell: codec.toCell },
  ...(codec.fromText && { fromText: codec.fromText, inputField: field }),
});

/** The columns of INVOICE_LIST, in its order. */
export const invoiceListColumns: readonly RecordColumn[] = [
  invoice('number', 'Number', identifyingText),
  ...recordUserColumns,
  invoice('issuedAt', 'Issued at', instant),
  invoice('total', 'Total', amount, 'totalMinor'),
  {
    // The cell does not depend on the stored field, so any field will do.
    ...invoice('currency', 'Currency', currency, 'id'),
    inputField: 'currency',
  },
  invoice('status', 'Status', oneOf('InvoiceStatus', Object.values(InvoiceStatus))),
];

/** All columns of an invoice: the columns of INVOICE_LIST, then columns that no template has. */
export const invoiceColumns: readonly RecordColumn[] = [
  ...invoiceListColumns,
  invoice('location', 'Location', optionalLocation, 'locationId'),
  {
    // Files of other systems and organizations know the reference of a booking, but not its id.
    ...invoice('booking', 'Booking', optionalText, 'bookingReference'),
    permission: Permission.BOOKINGS_VIEW,
    source: {
      from: 'record',
      sql: '(SELECT booked.reference FROM bookings booked WHERE booked.organizationId = i.organizationId AND booked.id = i.bookingId)',
      toCell: optionalText.toCell,
    },
  },
  invoice('id', 'Identifier', id),
];
