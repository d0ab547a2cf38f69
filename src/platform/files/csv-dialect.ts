import { registerEnumType } from 'type-graphql';
import { badInput } from '../../errors';

export enum CsvDelimiter {
  COMMA = 'COMMA',
  SEMICOLON = 'SEMICOLON',
  TAB = 'TAB',
}

registerEnumType(CsvDelimiter, {
  name: 'CsvDelimiter',
  description: 'Separator of the cells in a CSV file.',
  valuesConfig: {
    COMMA: { description: 'A comma, as in RFC 4180.' },
    SEMICOLON: { description: 'A semicolon, which spreadsheets expect in countries with a decimal comma.' },
    TAB: { description: 'A tab. Cells are quoted as in CSV.' },
  },
});

export enum DecimalSeparator {
  POINT = 'POINT',
  COMMA = 'COMMA',
}

registerEnumType(DecimalSeparator, {
  name: 'DecimalSeparator',
  description: 'Decimal separator of numbers in a CSV file.',
  valuesConfig: {
    POINT: { description: 'A point: `1234.50`.' },
    COMMA: { description: 'A comma: `1234,50`. Not allowed with the delimiter COMMA.' },
  },
});

export const delimiterSigns: Record<CsvDelimiter, string> = { COMMA: ',', SEMICOLON: ';', TAB: '\t' };
export const decimalSigns: Record<DecimalSeparator, string> = { POINT: '.', COMMA: ',' };

/**
 * The separator that was asked for; absent: that of the countries whose spreadsheets expect the delimiter. `argument`
 * names it where the two do not fit.
 */
export function decimalSeparatorOf(
  delimiter: CsvDelimiter,
  given: DecimalSeparator | null | undefined,
  argument: string,
): DecimalSeparator {
  if (delimiter === CsvDelimiter.COMMA && given === DecimalSeparator.COMMA)
    throw badInput(
      argument,
      `\`${argument}\` must not be COMMA where the delimiter is a comma; use the delimiter SEMICOLON or TAB.`,
    );
  return given ?? (delimiter === CsvDelimiter.SEMICOLON ? DecimalSeparator.COMMA : DecimalSeparator.POINT);
}

/** A number as this separator writes it; numbers have no grouping. */
export const withDecimals = (number: string, separator: DecimalSeparator): string =>
  separator === DecimalSeparator.COMMA ? number.replace('.', ',') : number;

/** The number that `withDecimals` wrote; null where it uses the other separator. */
export function plainNumber(text: string, separator: DecimalSeparator): string | null {
  if (separator === DecimalSeparator.POINT) return text;
  return text.includes('.') ? null : text.replace(',', '.');
}

/**
 * A spreadsheet runs a text as a formula by its first character: = + - @, a tab, CR, LF, NUL, or the full-width forms,
 * also behind blanks. Such a text gets one `'` in front. So does a text that would begin so once a `'` was taken off,
 * because the import takes one off: without it, what was `'=1` would come back as `=1`.
 */
const runsAsFormula = /^'*[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

export const guarded = (text: string): string => (runsAsFormula.test(text) ? `'${text}` : text);

/** Takes off the one `'` that `guarded` put in front, and no other. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && runsAsFormula.test(text) ? text.slice(1) : text;
