import { decimalOf } from '../invoices/money';
import { asId, asInstant, asText } from './cells';
import { ColumnType, type RecordColumn, type ToCell } from './column';
import { itsUser } from './record-user-columns';

const { TEXT, INSTANT, MONEY } = ColumnType;

const invoice = (
  key: string,
  label: string,
  description: string,
  type = TEXT,
  cell = asText,
  sql = `i.${key}`,
  importable = true,
): RecordColumn => ({
  key,
  label,
  group: 'Invoice',
  type,
  description,
  importable,
  source: { from: 'record', sql, toCell: cell },
});

const asAmount: ToCell = (minorUnits, { decimals }) => decimalOf(BigInt(minorUnits!), decimals);
const asCurrency: ToCell = (_id, { currency }) => currency;

/** Every column of an invoice, in the order of INVOICE_LIST; then what only a free choice holds. */
export const invoiceListColumns: readonly RecordColumn[] = [
  invoice('number', 'Number', 'Its number, unique in the organization; the key by which an import finds the invoice.'),
  ...itsUser,
  invoice('issuedAt', 'Issued at', 'When it was issued. Figures count by this.', INSTANT, asInstant),
  invoice(
    'total',
    'Total',
    "Its total, in major units of the organization's currency.",
    MONEY,
    asAmount,
    'i.totalMinor',
  ),
  invoice('currency', 'Currency', 'ISO 4217 code of that currency.', TEXT, asCurrency, 'i.id'),
  invoice('status', 'Status', 'Where it stands: OPEN, PAID or VOID. VOID invoices count in no figure.'),
];

export const invoiceColumns: readonly RecordColumn[] = [
  ...invoiceListColumns,
  invoice('id', 'Identifier', 'Id of the invoice, as the API knows it.', TEXT, asId, 'i.id', false),
];
