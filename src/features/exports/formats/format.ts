import type { Writable } from 'node:stream';
import type { CsvOptions } from '../../../platform/files/csv-writer';
import type { Sentence } from '../../../sentences';
import type { Cell, ColumnDescription } from '../../columns/column';
import type { Batch } from '../datasets/dataset';

/** The properties of a format for the schema and for downloads. */
export interface FileType {
  /** For the schema. */
  readonly description: string;
  readonly contentType: string;
  readonly extension: string;
  /** Whether `csv` of an export applies to it. */
  readonly hasCsvOptions: boolean;
}

/** A format of files of rows. */
export interface Format extends FileType {
  /** Absent: any number of columns. */
  readonly columnLimit?: {
    readonly max: number;
    /** Why a column beyond the limit is omitted. */
    readonly reason: Sentence;
    warning(omitted: number): Sentence;
  };
  /** Writes the header. `signal` aborts every wait, because a failed sink never drains. */
  start(sink: Writable, sheet: Sheet, signal: AbortSignal): Promise<RowWriter>;
  preview(sheet: Pick<Sheet, 'columns' | 'csv'>): Preview;
}

export interface Sheet {
  readonly title: string;
  readonly columns: readonly Pick<ColumnDescription, 'key' | 'label' | 'type' | 'multiValue'>[];
  /** The creation date for formats that store one. The same data and date give the same bytes. */
  readonly madeOn: Date;
  /** Decimals of the currency. */
  readonly moneyDecimals: number;
  /** Facts for readers of the file, for formats that can include them. */
  readonly about?: About;
  /** Only for CSV; absent: written for spreadsheets. */
  readonly csv?: CsvOptions | undefined;
  /** Maximum rows per sheet, header included; absent: the limit of the format. */
  readonly rowsPerSheet?: number;
}

/** The cells of a file as a reader sees them. An empty cell is an empty text. */
interface Preview {
  readonly header: string[];
  row(cells: readonly Cell[]): string[];
}

export interface About {
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Warnings that were known before the first row. */
  readonly warnings: readonly string[];
}

export interface RowWriter {
  /** Writes cells in the order of the columns. Resolves when the sink has room for more. */
  write(rows: Batch): Promise<void>;
  /** Writes the rest. Keeps the sink open where the format can. Warnings are for people. */
  finish(): Promise<{ warnings: Sentence[] }>;
}
