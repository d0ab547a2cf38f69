import type { Writable } from 'node:stream';
import type { CsvOptions } from '../../../platform/files/csv-writer';
import type { Cell, ColumnDescription } from '../../columns/column';
import type { Batch } from '../datasets/dataset';

/** What the schema and a download say of a file. */
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
    readonly reason: string;
    warning(omitted: number): string;
  };
  /** Writes the header. `signal` aborts every wait: a sink that fails never drains. */
  start(sink: Writable, sheet: Sheet, signal: AbortSignal): Promise<RowWriter>;
  preview(sheet: Pick<Sheet, 'columns' | 'csv'>): Preview;
}

export interface Sheet {
  readonly title: string;
  readonly columns: readonly Pick<ColumnDescription, 'key' | 'label' | 'type' | 'multiValue'>[];
  /** A day for the formats that must name one; the same data on the same day gives the same bytes. */
  readonly madeOn: Date;
  /** Decimals of the currency that amounts are in. */
  readonly moneyDecimals: number;
  /** What a reader should know of the file, for the formats that have room for it. */
  readonly about?: About;
  /** For CSV; absent: made for spreadsheets. */
  readonly csv?: CsvOptions | undefined;
  /** Header included, for formats with sheets; absent: as many as the format can hold. */
  readonly rowsPerSheet?: number;
}

/** What a reader of a file will see, cell by cell. An empty cell is an empty text. */
export interface Preview {
  readonly header: string[];
  row(cells: readonly Cell[]): string[];
}

export interface About {
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** That were there before the first row. */
  readonly warnings: readonly string[];
}

export interface RowWriter {
  /** Cells in the order of the columns. Settles when the sink has room for more. */
  write(rows: Batch): Promise<void>;
  /** Writes what is left, without ending the sink where the format can leave it open. Warnings are for people. */
  finish(): Promise<{ warnings: string[] }>;
}
