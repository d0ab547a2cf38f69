import type { Utf8Cells } from '../../../platform/files/utf8-cells';
import type { CatalogueEntry } from '../../columns/catalogue';
import type { Cell, ColumnDescription, UserFieldSource } from '../../columns/column';
import { omittedWarnings, resolveColumns } from '../../columns/templates';
import type { UserFigures } from '../../users/user-figures';
import type { ExportSelection } from './export-selection';

/** Rows that are read at once. */
export const batchSize = 1000;

/** What a file holds: its columns, how many rows, and the rows' cells, all of one moment. */
export interface Dataset {
  readonly title: string;
  readonly columns: readonly ColumnDescription[];
  /** For people who read the file. */
  readonly warnings: readonly string[];
  /** The organization's, and the venue's. */
  readonly organizationName: string;
  readonly timezone: string;
  /** Of its currency. */
  readonly moneyDecimals: number;
  count(): Promise<number>;
  /** In key order, each row once, so many at a time or fewer. */
  batches(size?: number): AsyncIterable<Cell[][]>;
  /**
   * The same, with most texts only as stored bytes: quicker, where the database can. A batch holds until the one after
   * the next is asked for.
   */
  readonly packedBatches?: (() => AsyncIterable<Batch>) | undefined;
}

/** Cells of rows; where `stored` has a column, they are there instead. */
export interface Batch extends ReadonlyArray<readonly Cell[]> {
  readonly stored?: StoredTexts;
}

/** Texts that are written as they are stored. */
export interface StoredTexts {
  readonly rows: Utf8Cells;
  /** By column of the file: which one of the rows, or -1. */
  readonly columns: readonly number[];
}

/** One cell of a batch as a value. Only formats that copy bytes need to read `stored` themselves. */
export function cellOf(batch: Batch, row: number, column: number): Cell {
  const { stored } = batch;
  const storedColumn = stored ? stored.columns[column]! : -1;
  return storedColumn < 0 ? batch[row]![column]! : stored!.rows.value(row, storedColumn);
}

export interface DatasetRequest {
  readonly organizationId: number;
  readonly columnKeys: readonly string[];
  readonly selection: ExportSelection;
  readonly asOf: Date;
  readonly figures: UserFigures;
}

/** The columns that were asked for, with the headers of their template; and warnings of those that are gone since. */
export function columnsOf<Column extends ColumnDescription>(
  catalogue: readonly CatalogueEntry<Column>[],
  { columnKeys, selection }: DatasetRequest,
): { columns: Column[]; warnings: string[] } {
  const { columns, omitted } = resolveColumns(columnKeys, catalogue, selection.labels);
  if (columns.length === 0) throw new Error('none of the columns is there any more');
  return { columns, warnings: omittedWarnings(omitted) };
}

/** The fields of `users u` that cells are made of, each once, and a select list of the id and then these. */
export function userFields(sources: readonly { readonly from: string }[]): { fields: string[]; select: string } {
  const ofUser = sources.filter((source): source is UserFieldSource => source.from === 'user');
  const sqlOf = new Map(ofUser.map(({ field, sql = `u.${field}` }) => [field, sql]));
  return { fields: [...sqlOf.keys()], select: ['u.id', ...sqlOf.values()].join(', ') };
}
