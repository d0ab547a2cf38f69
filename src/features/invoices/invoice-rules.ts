import { because } from '../../error-reasons';
import { badInput, conflict, unknownReference } from '../../errors';
import { idOf } from '../../platform/graphql/ids';
import { checkAll } from '../../platform/graphql/input-errors';
import { identifier } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
import type { Booking } from '../bookings/booking.entity';
import { type AssignableItem, parseAssignableId } from '../organizations/organization.repository';
import { type Invoice, InvoiceStatus } from './invoice.entity';
import { isTotal, maxNumberLength, maxTotalMinor, type NewInvoice } from './invoice-writes';

const { OPEN, PAID } = InvoiceStatus;

/**
 * The statuses in which an invoice may get a status. Paid invoices can be voided, because a mistaken or refunded payment
 * must not count in figures.
 */
export const statusesBefore: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  OPEN: [],
  PAID: [OPEN],
  VOID: [OPEN, PAID],
};

/** The fields that refer to other records. */
export const assignableFields = ['locationId', 'bookingId'] as const;

/** The records that an invoice may refer to, by id. */
interface InvoiceReferences {
  readonly locations: ReadonlyMap<number, AssignableItem>;
  readonly bookings: ReadonlyMap<number, Pick<Booking, 'userId' | 'reference'>>;
}

/** For invoices that take the location of their booking. */
export interface NewInvoiceReferences extends InvoiceReferences {
  readonly bookings: ReadonlyMap<number, Pick<Booking, 'userId' | 'reference' | 'locationId'>>;
}

interface InvoiceInput {
  readonly number?: string | null | undefined;
  readonly totalMinor: bigint;
}

/**
 * Validates the fields of a new invoice, from an input or a row of a file, and returns them as they are stored.
 *
 * @throws BAD_USER_INPUT naming the invalid fields
 */
export function invoiceFields(
  { number, totalMinor }: InvoiceInput,
  pathOf: (field: keyof InvoiceInput) => string,
): Pick<NewInvoice, 'number' | 'totalMinor'> {
  return checkAll({
    totalMinor: () => validTotal(pathOf('totalMinor'), totalMinor),
    number: () =>
      number === undefined || number === null
        ? randomCode('I-')
        : identifier(pathOf('number'), number, maxNumberLength),
  });
}

type AssignmentInput = Readonly<Partial<Record<(typeof assignableFields)[number], string | null | undefined>>>;
type Assignment = Pick<Invoice, (typeof assignableFields)[number]>;

/**
 * The location and booking of a new invoice of this user. Without a choice, it takes the location of the booking. Later
 * changes of the booking do not change it.
 *
 * @throws BAD_USER_INPUT naming the invalid fields
 */
export function newAssignment(
  userId: number,
  { locationId, bookingId }: AssignmentInput,
  references: NewInvoiceReferences,
  pathOf: (field: keyof AssignmentInput) => string,
): Assignment {
  const booking = references.bookings.get(idOf(bookingId ?? ''));
  const isChosen = locationId !== undefined;
  const { userId: _userId, ...assignment } = assigned(
    { userId, locationId: null, bookingId: null },
    { bookingId: bookingId ?? null, ...(isChosen && { locationId }) },
    references,
    pathOf,
  );
  return isChosen || !booking ? assignment : { ...assignment, locationId: booking.locationId };
}

/**
 * Validates the new location and booking of an invoice and returns the invoice with them. Absent fields stay unchanged.
 * An invoice and its booking have the same user, so that a viewer who may see only one user sees both or none.
 *
 * @throws BAD_USER_INPUT naming the invalid fields
 */
export function assigned<Before extends Assignment & Pick<Invoice, 'userId'>>(
  before: Before,
  { locationId, bookingId }: AssignmentInput,
  { locations, bookings }: InvoiceReferences,
  pathOf: (field: keyof AssignmentInput) => string,
): Before {
  const path = { locationId: pathOf('locationId'), bookingId: pathOf('bookingId') };
  const changes = checkAll({
    ...(locationId !== undefined && {
      locationId: () =>
        locationId === null
          ? null
          : parseAssignableId('location', locations, locationId, path.locationId, [before.locationId]),
    }),
    ...(bookingId !== undefined && {
      bookingId: () => {
        if (bookingId === null) return null;
        const booking = bookings.get(idOf(bookingId));
        if (!booking) throw unknownReference('booking', bookingId, path.bookingId);
        if (booking.userId !== before.userId)
          throw badInput(
            path.bookingId,
            `The booking ${JSON.stringify(booking.reference)} is of another user than the invoice. Choose one of the invoiced user.`,
            because('BOOKING_OF_OTHER_USER', { reference: booking.reference }),
          );
        return idOf(bookingId);
      },
    }),
  });
  return { ...before, ...changes };
}

function validTotal(argument: string, totalMinor: bigint): bigint {
  if (!isTotal(totalMinor))
    throw badInput(
      argument,
      `\`${argument}\` must be between -${maxTotalMinor} and ${maxTotalMinor} minor units.`,
      because('AMOUNT_RANGE'),
    );
  return totalMinor;
}

/** @throws CONFLICT for `argument` unless the invoice has one of these statuses. */
export function assertInvoiceStatus(
  { number, status }: Pick<Invoice, 'number' | 'status'>,
  allowed: readonly InvoiceStatus[],
  argument: string,
): void {
  if (allowed.includes(status)) return;
  const required = allowed.length > 0 ? ` It must be ${allowed.join(' or ')}.` : ' It keeps this status.';
  throw conflict(
    argument,
    `The invoice ${JSON.stringify(number)} is ${status}.${required}`,
    because('INVOICE_STATE', { status }),
  );
}
