import { registerEnumType } from 'type-graphql';

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

/** A number with this decimal separator, without grouping. */
export const withDecimals = (number: string, separator: DecimalSeparator): string =>
  separator === DecimalSeparator.COMMA ? number.replace('.', ',') : number;

/** The number that `withDecimals` wrote; null where it uses the other separator. */
export function plainNumber(text: string, separator: DecimalSeparator): string | null {
  if (separator === DecimalSeparator.POINT) return text;
  return text.includes('.') ? null : text.replace(',', '.');
}

/**
 * A spreadsheet runs a text as a formula if it starts with = + - @, a tab, CR, LF, NUL, or a full-width form, also after
 * blanks. Such a text gets one `'` in front. A text that starts like this after a `'` gets one as well, because loading
 * removes one: otherwise `'=1` would come back as `=1`.
 */
const runsAsFormula = /^'*[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

export const guarded = (text: string): string => (runsAsFormula.test(text) ? `'${text}` : text);

/** Removes the one `'` that `guarded` added, and no other. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && runsAsFormula.test(text) ? text.slice(1) : text;

/** Returns the function that quotes a cell where it has to be quoted between these delimiters. */
export function cellQuoter(delimiter: string): (text: string) => string {
  const special = new RegExp(`["\\r\\n${delimiter}]`);
  return (text) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
}
