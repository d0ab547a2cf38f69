import type { Cell, ColumnDescription } from '../../columns/column';

/** What a file holds: its columns, how many rows, and the rows' cells, all of one moment. */
export interface Dataset {
  readonly title: string;
  readonly columns: readonly ColumnDescription[];
  count(): Promise<number>;
  /** In key order, each row once. */
  batches(): AsyncIterable<Cell[][]>;
}
