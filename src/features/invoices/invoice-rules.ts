import { because } from '../../error-reasons';
import { badInput, conflict } from '../../errors';
import { checkAll } from '../../platform/graphql/input-errors';
import { identifier } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
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
