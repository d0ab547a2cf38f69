import { changeableInvoiceFields, type Invoice, InvoiceStatus } from '../../../invoices/invoice.entity';
import { assertInvoiceStatus, invoiceFields, statusesBefore } from '../../../invoices/invoice-rules';
import { changeInvoices, deleteInvoices, insertInvoices, maxNumberLength } from '../../../invoices/invoice-writes';
import { exactLookup, loadRecordField, recordWrites, userIdOf, userJoin } from './records';
import type { ImportTarget } from './target';

interface InvoiceInput {
  readonly number: string;
  readonly username: string;
  readonly totalMinor: bigint;
  readonly issuedAt?: Date;
  readonly status?: InvoiceStatus;
}

export const invoicesTarget: ImportTarget = {
  noun: 'invoice',
  table: 'invoices',
  alias: 'i',
  userJoin: userJoin('i'),
  lookups: { number: exactLookup('i.number', maxNumberLength) },
  requiredColumns: ['number', 'username', 'total'],
  comparedColumns: [],
  defaultTexts: { status: InvoiceStatus.OPEN },
  ruleFields: ['number', 'status'],
  changeableFields: changeableInvoiceFields,
  load: loadRecordField,

  change(values, input, { isRestoring }) {
    const before = values as unknown as Invoice;
    const { status = before.status } = input as Partial<InvoiceInput>;
    if (status !== before.status && !isRestoring) assertInvoiceStatus(before, statusesBefore[status], 'status');
    return { status };
  },

  create(values, rules) {
    const { status = InvoiceStatus.OPEN, issuedAt = rules.now, ...input } = values as unknown as InvoiceInput;
    return { ...invoiceFields(input, (field) => field), userId: userIdOf(values, rules), status, issuedAt };
  },

  ...recordWrites({ change: changeInvoices, insert: insertInvoices, remove: deleteInvoices }),
};
