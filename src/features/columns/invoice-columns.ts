import { InvoiceStatus } from '../invoices/invoice.entity';
import { amount, type Codec, currency, id, identifyingText, instant, oneOf } from './codecs';
import type { RecordColumn } from './column';
import { recordUserColumns } from './record-user-columns';

/** Only the status of an invoice ever changes: a new invoice alone takes its other columns from a file. */
const invoice = (key: string, label: string, description: string, codec: Codec, field = key): RecordColumn => ({
  key,
  label,
  group: 'Invoice',
  type: codec.type,
  description,
  importable: key === 'status',
  source: { from: 'record', sql: `i.${field}`, toCell: codec.toCell },
  ...(codec.fromText && { fromText: codec.fromText, inputField: field }),
});

/** The columns of INVOICE_LIST, in its order. */
export const invoiceListColumns: readonly RecordColumn[] = [
  invoice('number', 'Number', 'Unique in the organization. An import finds the invoice by it.', identifyingText),
  ...recordUserColumns,
  invoice(
    'issuedAt',
    'Issued at',
    'When the invoice was issued, in the venue time zone. Determines the month in figures.',
    instant,
  ),
  invoice('total', 'Total', "Total in major units of the organization's currency.", amount, 'totalMinor'),
  {
    // The cell does not depend on the stored field, so any field will do.
    ...invoice('currency', 'Currency', 'ISO 4217 code of the currency of the total.', currency, 'id'),
    inputField: 'currency',
  },
  invoice(
    'status',
    'Status',
    'Status: OPEN, PAID or VOID. Figures do not count VOID invoices.',
    oneOf('InvoiceStatus', Object.values(InvoiceStatus)),
  ),
];

/** All columns of an invoice: the columns of INVOICE_LIST, then columns that no template has. */
export const invoiceColumns: readonly RecordColumn[] = [
  ...invoiceListColumns,
  invoice('id', 'Identifier', 'Id of the invoice in the API.', id),
];
