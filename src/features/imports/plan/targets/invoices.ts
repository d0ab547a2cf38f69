import { type Invoice, InvoiceStatus } from '../../../invoices/invoice.entity';
import { assertInvoiceStatus, assigned, invoiceFields, statusesBefore } from '../../../invoices/invoice-rules';
import { changeInvoices, deleteInvoices, insertInvoices, maxNumberLength } from '../../../invoices/invoice-writes';
import { bookingOf, exactLookup, loadRecordField, recordWrites, userIdOf, userJoin } from './records';
import type { ImportTarget, Rules } from './target';

interface Assignment {
  readonly locationId?: string | null;
  /** The reference of the booking. */
  readonly bookingReference?: string | null;
}

interface InvoiceInput extends Assignment {
  readonly number: string;
  readonly username: string;
  readonly totalMinor: bigint;
  readonly issuedAt?: Date;
  readonly status?: InvoiceStatus;
}

type AssignedFields = Pick<Invoice, 'userId' | 'locationId' | 'bookingId'>;

const pathOf = (field: string): string => (field === 'bookingId' ? 'booking' : field);

/** The invoice with the location and booking of a row, and the reference of that booking. */
function assignedBy(before: AssignedFields, { locationId, bookingReference }: Assignment, rules: Rules): object {
  const booking = typeof bookingReference === 'string' ? bookingOf(bookingReference, rules) : null;
  const reference = bookingReference?.trim() ?? null;
  const { userId: _userId, ...assignment } = assigned(
    before,
    { locationId, ...(bookingReference !== undefined && { bookingId: booking && String(booking.id) }) },
    {
      locations: rules.referenceData.locations,
      bookings: new Map(booking && [[booking.id, { userId: booking.userId ?? before.userId, reference: reference! }]]),
    },
    pathOf,
  );
  return bookingReference === undefined ? assignment : { ...assignment, bookingReference: reference };
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
  ruleFields: ['number', 'status', 'userId', 'locationId', 'bookingId'],
  changeableFields: ['locationId', 'bookingReference', 'status'],
  load: loadRecordField,

  change(values, input, rules) {
    const before = values as unknown as Invoice;
    const { status = before.status, ...assignment } = input as Partial<InvoiceInput>;
    if (status !== before.status && !rules.isRestoring) assertInvoiceStatus(before, statusesBefore[status], 'status');
    const { userId, locationId, bookingId } = before;
    return { ...assignedBy({ userId, locationId, bookingId }, assignment, rules), status };
  },

  // Without a value, the location is none, also with a booking: a full export loads as it was.
  create(values, rules) {
    const { status = InvoiceStatus.OPEN, issuedAt = rules.now, ...input } = values as unknown as InvoiceInput;
    const userId = userIdOf(values, rules);
    const none = { userId, locationId: null, bookingId: null };
    return {
      ...invoiceFields(input, (field) => field),
      ...assignedBy(none, input, rules),
      userId,
      status,
      issuedAt,
    };
  },

  ...recordWrites({ change: changeInvoices, insert: insertInvoices, remove: deleteInvoices }),
};
