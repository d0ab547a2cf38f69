import type { Writable } from 'node:stream';
import type { ByteBuffer } from './byte-buffer';
import { cellQuoter, CsvDelimiter, DecimalSeparator, delimiterSigns, guarded, withDecimals } from './csv-dialect';
import { LineWriter } from './line-writer';
import type { Utf8Cells } from './utf8-cells';

export interface CsvOptions {
  readonly byteOrderMark: boolean;
  readonly formulaGuard: boolean;
  /** Absent: a comma. */
  readonly delimiter?: CsvDelimiter;
  /** Absent: a point. */
  readonly decimalSeparator?: DecimalSeparator;
}

export const forSpreadsheets: CsvOptions = { byteOrderMark: true, formulaGuard: true };

export interface CsvColumn {
  readonly label: string;
  /** TEXT is quoted, and guarded against formulas. NUMBER uses the decimal separator. PLAIN is written as it is. */
  readonly type: 'TEXT' | 'NUMBER' | 'PLAIN';
}

/** Null is an empty cell. */
export type CsvCell = string | number | boolean | null;

/** Cells by row. A column that `stored` has is read from its bytes instead. */
interface CsvRows extends ReadonlyArray<readonly CsvCell[]> {
  readonly stored?: {
    readonly rows: Utf8Cells;
    /** Index of the stored column by column of the file; -1 for columns that are not stored. */
    readonly columns: readonly number[];
  };
}

interface CsvWriter {
  /** Resolves when the sink has room for more. */
  write(rows: CsvRows): Promise<void>;
}

/** Writes the header row and returns the writer of the rows. `signal` aborts every wait: a failed sink never drains. */
export async function startCsv(
  sink: Writable,
  columns: readonly CsvColumn[],
  { byteOrderMark, formulaGuard, delimiter = CsvDelimiter.COMMA, decimalSeparator }: CsvOptions,
  signal: AbortSignal,
): Promise<CsvWriter> {
  const sign = delimiterSigns[delimiter];
  const text = textField(sign, formulaGuard);
  // Only text is guarded: a number may start with a minus.
  const fieldOf: Record<CsvColumn['type'], Field> = {
    TEXT: text,
    NUMBER: decimalSeparator === DecimalSeparator.COMMA ? commaField : plainField,
    PLAIN: plainField,
  };
  const fields = columns.map(({ type }) => fieldOf[type]);
  const lines = new LineWriter(sink, signal);
  const { buffer } = lines;
  const storedField = storedTextField(buffer, sign, text);
  const header = `${byteOrderMark ? '\ufeff' : ''}${columns.map(({ label }) => text(label)).join(sign)}\r\n`;
  await lines.write(1, () => buffer.text(header));
  return {
    write(rows) {
      const { stored } = rows;
      return lines.write(rows.length, (index) => {
        const row = rows[index]!;
        const lineStart = buffer.length;
        let between = '';
        for (let field = 0; field < fields.length; field++) {
          if (field > 0) between += sign;
          const column = stored ? stored.columns[field]! : -1;
          if (column < 0) between += fields[field]!(row[field]!);
          else {
            buffer.text(between);
            between = '';
            storedField(stored!.rows, index * stored!.rows.width + column);
          }
        }
        // A single empty cell would be a blank line, which programs skip.
        buffer.text(between === '' && buffer.length === lineStart ? '""\r\n' : between + '\r\n');
      });
    },
  };
}

type Field = (cell: CsvCell) => string;

/** Adds the guard inside the quotes, because spreadsheets interpret the unquoted text. */
function textField(sign: string, formulaGuard: boolean): Field {
  const special = `["\\r\\n${sign}]`;
  const quoted = cellQuoter(sign);
  if (!formulaGuard) return (cell) => (cell === null ? '' : quoted(cell as string));
  // Nearly every text starts with a letter or digit and has no special character. One test settles these.
  const needsCare = new RegExp(`^[^A-Za-z0-9]|${special}`);
  return (cell) =>
    cell === null || cell === ''
      ? ''
      : needsCare.test(cell as string)
        ? quoted(guarded(cell as string))
        : (cell as string);
}

const plainField: Field = (cell) => (cell === null ? '' : typeof cell === 'string' ? cell : String(cell));
const commaField: Field = (cell) => withDecimals(plainField(cell), DecimalSeparator.COMMA);

/** Writes a text from its stored bytes. A text that starts with a letter or digit needs no guard and no string. */
function storedTextField(out: ByteBuffer, sign: string, field: Field): (rows: Utf8Cells, cell: number) => void {
  const special = new Uint8Array(256);
  for (const character of `"\r\n${sign}`) special[character.charCodeAt(0)] = 1;
  return ({ starts, ends, bytes }, cell) => {
    const start = starts[cell]!;
    const end = ends[cell]!;
    if (start < 0 || start === end) return;
    if (!isAlphanumeric[bytes[start]!]) return out.text(field(bytes.toString('utf8', start, end)));
    out.room(2 * (end - start) + 2);
    const { buffer, at } = out;
    let from = start;
    let to = at;
    while (from < end && special[bytes[from]!] === 0) buffer[to++] = bytes[from++]!;
    if (from < end) {
      to = at;
      buffer[to++] = quote;
      for (from = start; from < end; from++) {
        if (bytes[from] === quote) buffer[to++] = quote;
        buffer[to++] = bytes[from]!;
      }
      buffer[to++] = quote;
    }
    out.at = to;
  };
}

const quote = 0x22;

const isAlphanumeric = Uint8Array.from({ length: 256 }, (_unused, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);
