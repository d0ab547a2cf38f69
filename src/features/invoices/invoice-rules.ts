import { badInput } from '../../errors';
import { identifier } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
import { isTotal, maxNumberLength, maxTotalMinor, type NewInvoice } from './invoice-writes';

interface InvoiceInput {
  readonly number?: string | null | undefined;
  readonly totalMinor: bigint;
}

/**
 * Validates the fields of a new invoice, from an input or a row of a file, and returns them as they are stored.
 *
 * @throws BAD_USER_INPUT naming the first invalid field
 */
export function invoiceFields(
  { number, totalMinor }: InvoiceInput,
  pathOf: (field: keyof InvoiceInput) => string,
): Pick<NewInvoice, 'number' | 'totalMinor'> {
  if (!isTotal(totalMinor))
    throw badInput(
      pathOf('totalMinor'),
      `\`${pathOf('totalMinor')}\` must be between -${maxTotalMinor} and ${maxTotalMinor} minor units.`,
    );
  return {
    totalMinor,
    number:
      number === undefined || number === null
        ? randomCode('I-')
        : identifier(pathOf('number'), number, maxNumberLength),
  };
}
