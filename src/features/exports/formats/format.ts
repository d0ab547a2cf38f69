import type { Writable } from 'node:stream';
import type { CsvOptions } from '../../../platform/files/csv-writer';
import type { ColumnDescription } from '../../columns/column';
import type { Batch } from '../datasets/dataset';

/** How a file is written. Chosen by `formatOf`; each has a file of its own. */
export interface Format {
  /** Writes the header. `signal` aborts every wait: a sink that fails never drains. */
  begin(sink: Writable, sheet: Sheet, signal: AbortSignal): Promise<RowWriter>;
}

export interface Sheet {
  readonly title: string;
  readonly columns: readonly Pick<ColumnDescription, 'label' | 'type'>[];
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
