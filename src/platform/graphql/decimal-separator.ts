import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { CsvDelimiter, DecimalSeparator } from '../files/csv-dialect';

/**
 * Returns the requested decimal separator, or by default the one that spreadsheets expect with the delimiter.
 *
 * @throws BAD_USER_INPUT that names `argument` if both would be a comma.
 */
export function decimalSeparatorOf(
  delimiter: CsvDelimiter,
  requested: DecimalSeparator | null | undefined,
  argument: string,
): DecimalSeparator {
  if (delimiter === CsvDelimiter.COMMA && requested === DecimalSeparator.COMMA)
    throw badInput(
      argument,
      `\`${argument}\` must not be COMMA if the delimiter is a comma. Use the delimiter SEMICOLON or TAB.`,
      because('SEPARATORS_EQUAL'),
    );
  return requested ?? (delimiter === CsvDelimiter.SEMICOLON ? DecimalSeparator.COMMA : DecimalSeparator.POINT);
}
