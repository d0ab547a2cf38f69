import type { Utf8Cells } from '../files/utf8-cells';
import type { SqlValue } from './sql';

/**
 * Rows as a MySQL server sends them: the bytes of the cells, with texts in UTF-8, and the position of each cell. Cells
 * that are only copied never become JavaScript values.
 */
export class PackedRows implements Utf8Cells {
  bytes = Buffer.allocUnsafeSlow(256 * 1024);
  /** The start of each cell, row by row. -1 means NULL. */
  starts = new Int32Array(32 * 1024);
  ends = new Int32Array(32 * 1024);
  /** Number of rows. */
  count = 0;
  width = 0;
  private used = 0;
  private cells = 0;
  private isNumber: readonly boolean[] = [];

  clear(): void {
    this.count = this.used = this.cells = 0;
  }

  /** One row of the text protocol: its cells in sequence, each preceded by its length. */
  append(packet: Buffer, start: number, end: number): void {
    const from = this.used;
    this.used += end - start;
    if (this.used > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * this.used);
      this.bytes.copy(larger, 0, 0, from);
      this.bytes = larger;
    }
    packet.copy(this.bytes, from, start, end);
    for (let at = from; at < this.used;) at = this.cell(at);
    this.count++;
  }

  describe(columns: readonly { readonly columnType?: number | undefined }[]): void {
    this.width = columns.length;
    this.isNumber = columns.map(({ columnType }) => integerTypes.has(columnType!));
    if (this.cells !== this.count * this.width)
      throw new Error(`${this.count} rows of ${this.width} columns have ${this.cells} cells`);
  }

  /** The value that the driver would return. */
  value(row: number, column: number): SqlValue {
    const cell = row * this.width + column;
    const start = this.starts[cell]!;
    if (start < 0) return null;
    const end = this.ends[cell]!;
    if (this.isNumber[column] && end - start <= maxDigits) return this.integer(start, end);
    const text = this.bytes.toString('utf8', start, end);
    return this.isNumber[column] && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  }

  private integer(start: number, end: number): number {
    const negative = this.bytes[start] === minus;
    let number = 0;
    for (let at = negative ? start + 1 : start; at < end; at++) number = 10 * number + this.bytes[at]! - zero;
    return negative ? -number : number;
  }

  /** Returns the start of the next cell. */
  private cell(at: number): number {
    if (this.cells === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    const { bytes } = this;
    const first = bytes[at]!;
    if (first === nothing) {
      this.starts[this.cells++] = -1;
      return at + 1;
    }
    // The first byte is the length itself, or encodes how many bytes the length has.
    const lengthBytes = first < nothing ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    const start = at + 1 + lengthBytes;
    const end = start + (lengthBytes === 0 ? first : bytes.readUIntLE(at + 1, Math.min(lengthBytes, 6)));
    this.starts[this.cells] = start;
    this.ends[this.cells++] = end;
    return end;
  }
}

const nothing = 0xfb;
const minus = 0x2d;
const zero = 0x30;
/** Numbers with up to 15 digits are exact; the driver returns longer inexact ones as text. */
const maxDigits = 15;

/** TINYINT, SMALLINT, INT, BIGINT, MEDIUMINT. */
const integerTypes: ReadonlySet<number> = new Set([1, 2, 3, 8, 9]);

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
