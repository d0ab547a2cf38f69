import type { CsvDelimiter } from '../../../platform/files/csv-dialect';
import type { ImportEncoding } from './encoding';

/** Whether a cell of a workbook holds a text, a number and so on. An ERROR is `#NAME?` or a formula without a result. */
export type CellKind = 'TEXT' | 'NUMBER' | 'DATE' | 'BOOLEAN' | 'ERROR' | 'EMPTY';

/** A stretch of the file as stored. `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One record of the file as it is: it may have fewer or more cells than the header. */
export interface SourceRecord {
  /** Counted from 1, without the header and without rows whose cells are all empty. */
  readonly row: number;
  /** CSV: physical line on which the record starts. XLSX: row of the sheet. */
  readonly line: number;
  /**
   * CSV: the texts without their quotes. XLSX: texts; numbers as `1234.5`, or as `1E+25` from 2^53; dates of the venue's
   * wall clock as `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm:ss.SSS`; booleans as `true` and `false`.
   *
   * A short text can keep the chunk of the file in memory from which it was cut. Copy what outlives the batch.
   */
  readonly cells: readonly string[];
  /** XLSX: the kind of each cell. */
  readonly kinds?: readonly CellKind[];
  /** XLSX: the name of the sheet. */
  readonly sheet?: string;
  /** CSV: the bytes of the record, without its line break. */
  readonly bytes?: ByteRange;
}

/** What was recognized in a CSV file, or requested. */
interface CsvTraits {
  readonly kind: 'CSV';
  readonly delimiter: CsvDelimiter;
  readonly encoding: ImportEncoding;
}

interface WorkbookTraits {
  readonly kind: 'XLSX';
  /** The sheets that are read, in order. A dataset that is too long for a sheet continues on the next one. */
  readonly sheets: readonly string[];
  /** The names of all sheets that can be requested. */
  readonly sheetNames: readonly string[];
}

/** An open file with a table. */
export interface Source {
  readonly traits: CsvTraits | WorkbookTraits;
  /** Headers as they are in the file. Empty ones at the end are omitted, others are empty texts. */
  readonly headers: readonly string[];
  /** CSV: physical line. XLSX: row of the sheet. */
  readonly headerLine: number;
  /**
   * Reads the records from the start, at each call again.
   *
   * @throws UnreadableFile when the rest of the file cannot be read.
   */
  batches(): AsyncIterable<readonly SourceRecord[]>;
  /** How much of the table the latest call of `batches` has read, from 0 to 1. */
  share(): number;
  close(): Promise<void>;
}

/** How to read a file. What is omitted is recognized. What does not apply to the kind of the file is ignored. */
export interface SourceOptions {
  readonly delimiter?: CsvDelimiter;
  readonly encoding?: ImportEncoding;
  readonly sheet?: string;
}
