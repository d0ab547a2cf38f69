/** Cells of rows as UTF-8 bytes, in the order of rows and then columns. Its buffers may be replaced by larger ones. */
export interface Utf8Cells {
  readonly bytes: Buffer;
  /** By cell; -1 for NULL. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Cells per row. */
  readonly width: number;
  /** One cell as a value. */
  value(row: number, column: number): string | number | null;
}
