import { InvoiceStatus } from '../invoices/invoice.entity';
import { columnDescription, type DescribedKey } from '../labels/labels';
import { amount, type Codec, currency, id, identifyingText, instant, oneOf } from './codecs';
import type { RecordColumn } from './column';
import { recordUserColumns } from './record-user-columns';

/** Only the status of an invoice ever changes: a new invoice alone takes its other columns from a file. */
const invoice = (key: DescribedKey<'invoices'>, label: string, codec: Codec, field: string = key): RecordColumn => ({
  key,
  label,
  group: 'Invoice',
  type: codec.type,
  description: columnDescription('invoices', key),
  importable: key === 'status',
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
export const invoiceColumns: readonly RecordColumn[] = [...invoiceListColumns, invoice('id', 'Identifier', id)];
