import { badInput } from '../../errors';
import { identifier } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
import { isTotal, largestTotalMinor, maxNumberLength, type NewInvoice } from './invoice-writes';

interface GivenInvoice {
  readonly number?: string | null | undefined;
  readonly totalMinor: bigint;
}

/**
 * What an input or a row of a file says of a new invoice, as it is stored. BAD_USER_INPUT names the first wrong field.
 */
export function invoiceFields(
  { number, totalMinor }: GivenInvoice,
  pathOf: (field: keyof GivenInvoice) => string,
): Pick<NewInvoice, 'number' | 'totalMinor'> {
  if (!isTotal(totalMinor))
    throw badInput(
      pathOf('totalMinor'),
      `\`${pathOf('totalMinor')}\` must be between -${largestTotalMinor} and ${largestTotalMinor} minor units.`,
    );
  return {
    totalMinor,
    number:
      number === undefined || number === null
        ? randomCode('I-')
        : identifier(pathOf('number'), number, maxNumberLength),
  };
}
