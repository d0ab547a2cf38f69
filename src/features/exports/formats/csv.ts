import { once } from 'node:events';
import type { Cell } from '../../columns/column';
import { ColumnType } from '../../columns/column';
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

const textField = (cell: Cell): string => (cell === null || cell === '' ? '' : quoted(guarded(cell as string)));
const plainField = (cell: Cell): string => (cell === null ? '' : String(cell));

export const csv: Format = {
  async begin(sink, { columns }, signal) {
    // Only text is guarded: a minus in front of a number is a number's.
    const fields = columns.map(({ type }) => (type === ColumnType.TEXT ? textField : plainField));
    const send = async (text: string): Promise<void> => {
      if (!sink.write(Buffer.from(text, 'utf8'))) await once(sink, 'drain', { signal });
    };
    await send(`\ufeff${columns.map(({ label }) => textField(label)).join(',')}\r\n`);
    return {
      async write(rows) {
        let text = '';
        for (const row of rows) {
          for (let index = 0; index < fields.length; index++) text += (index === 0 ? '' : ',') + fields[index]!(row[index]!);
          text += '\r\n';
        }
        if (text !== '') await send(text);
      },
      async finish() {
        return { warnings: [] };
      },
    };
  },
};
