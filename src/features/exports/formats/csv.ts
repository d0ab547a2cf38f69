import { once } from 'node:events';
import type { Cell } from '../../columns/column';
import { ColumnType } from '../../columns/column';
import type { CsvOptions } from '../export.entity';
import type { Format } from './format';

/**
 * A spreadsheet runs a text as a formula by its first character: = + - @, a tab, CR, LF, NUL, or the full-width forms, also
 * behind blanks. Such a text gets one `'` in front. So does a text that would begin so once a `'` was taken off, because the
 * import takes one off: without it, what was `'=1` would come back as `=1`.
 */
const runsAsFormula = /^'*[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;
const needsQuotes = /[",\r\n]/;

export const guarded = (text: string): string => (runsAsFormula.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// Nearly every text begins with a letter or digit and holds nothing special: one look settles that it is written as it is.
const needsCare = /^[^A-Za-z0-9]|[",\r\n]/;
const guardedField = (cell: Cell): string => (cell === null || cell === '' ? '' : needsCare.test(cell as string) ? quoted(guarded(cell as string)) : (cell as string));
const unguardedField = (cell: Cell): string => (cell === null ? '' : quoted(cell as string));
const plainField = (cell: Cell): string => (cell === null ? '' : String(cell));

/** Characters that are handed on at once. Strings of over 128 KB are moved to V8's old space at once, where garbage lies for long. */
const sendFrom = 32_768;

export const forSpreadsheets: CsvOptions = { byteOrderMark: true, formulaGuard: true };

export const csv: Format = {
  async begin(sink, { columns, csv: { byteOrderMark, formulaGuard } = forSpreadsheets }, signal) {
    const textField = formulaGuard ? guardedField : unguardedField;
    // Only text is guarded: a minus in front of a number is a number's.
    const fields = columns.map(({ type }) => (type === ColumnType.TEXT ? textField : plainField));
    const send = async (text: string): Promise<void> => {
      if (!sink.write(Buffer.from(text, 'utf8'))) await once(sink, 'drain', { signal });
    };
    await send(`${byteOrderMark ? '\ufeff' : ''}${columns.map(({ label }) => textField(label)).join(',')}\r\n`);
    return {
      async write(rows) {
        let text = '';
        for (const row of rows) {
          let line = '';
          for (let index = 0; index < fields.length; index++) line += (index === 0 ? '' : ',') + fields[index]!(row[index]!);
          // A single empty cell would be a blank line, which programs skip.
          text += line === '' ? '""\r\n' : line + '\r\n';
          if (text.length > sendFrom) {
            await send(text);
            text = '';
          }
        }
        if (text !== '') await send(text);
      },
      async finish() {
        return { warnings: [] };
      },
    };
  },
};
