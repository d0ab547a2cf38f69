import { once } from 'node:events';
import type { Cell } from '../../columns/column';
import { ColumnType } from '../../columns/column';
import { CsvDelimiter, type CsvOptions } from '../export-selection';
import type { Format } from './format';

/**
 * A spreadsheet runs a text as a formula by its first character: = + - @, a tab, CR, LF, NUL, or the full-width forms, also
 * behind blanks. Such a text gets one `'` in front. So does a text that would begin so once a `'` was taken off, because the
 * import takes one off: without it, what was `'=1` would come back as `=1`.
 */
const runsAsFormula = /^'*[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

export const guarded = (text: string): string => (runsAsFormula.test(text) ? `'${text}` : text);

export const signOf: Record<CsvDelimiter, string> = { COMMA: ',', SEMICOLON: ';', TAB: '\t' };

type Field = (cell: Cell) => string;

/** The guard comes before the quotes: programs look at what is between them. */
function textField(sign: string, formulaGuard: boolean): Field {
  const special = `["\\r\\n${sign}]`;
  const needsQuotes = new RegExp(special);
  const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  if (!formulaGuard) return (cell) => (cell === null ? '' : quoted(cell as string));
  // Nearly every text begins with a letter or digit and holds nothing special: one look settles that it is written as it is.
  const needsCare = new RegExp(`^[^A-Za-z0-9]|${special}`);
  return (cell) => (cell === null || cell === '' ? '' : needsCare.test(cell as string) ? quoted(guarded(cell as string)) : (cell as string));
}

const plainField: Field = (cell) => (cell === null ? '' : String(cell));

/** Characters that are handed on at once. Strings of over 128 KB are moved to V8's old space at once, where garbage lies for long. */
const sendFrom = 32_768;

export const forSpreadsheets: CsvOptions = { byteOrderMark: true, formulaGuard: true };

export const csv: Format = {
  async begin(sink, { columns, csv: { byteOrderMark, formulaGuard, delimiter = CsvDelimiter.COMMA } = forSpreadsheets }, signal) {
    const sign = signOf[delimiter];
    const text = textField(sign, formulaGuard);
    // Only text is guarded: a minus in front of a number is a number's.
    const fields = columns.map(({ type }) => (type === ColumnType.TEXT ? text : plainField));
    const send = async (lines: string): Promise<void> => {
      if (!sink.write(Buffer.from(lines, 'utf8'))) await once(sink, 'drain', { signal });
    };
    await send(`${byteOrderMark ? '\ufeff' : ''}${columns.map(({ label }) => text(label)).join(sign)}\r\n`);
    return {
      async write(rows) {
        let lines = '';
        for (const row of rows) {
          let line = '';
          for (let index = 0; index < fields.length; index++) line += (index === 0 ? '' : sign) + fields[index]!(row[index]!);
          // A single empty cell would be a blank line, which programs skip.
          lines += line === '' ? '""\r\n' : line + '\r\n';
          if (lines.length > sendFrom) {
            await send(lines);
            lines = '';
          }
        }
        if (lines !== '') await send(lines);
      },
      async finish() {
        return { warnings: [] };
      },
    };
  },
};
