import type { Utf8Cells } from '../../../platform/files/utf8-cells';
import type { Sentence } from '../../../sentences';
import type { CatalogueEntry } from '../../columns/catalogue';
import type { Cell, ColumnDescription, UserFieldSource } from '../../columns/column';
import { omittedWarnings, resolveColumns } from '../../columns/templates';
import type { UserFigures } from '../../users/user-figures';
import type { ExportSelection } from './export-selection';

/** Rows per query. */
export const batchSize = 1000;

/** The contents of one file: its columns, the number of rows, and their cells, all from one snapshot. */
export interface Dataset {
  readonly title: string;
  readonly columns: readonly ColumnDescription[];
  /** For people who read the file. */
  readonly warnings: readonly Sentence[];
  readonly organizationName: string;
  /** The venue time zone. */
  readonly timezone: string;
  /** Decimals of the organization's currency. */
  readonly moneyDecimals: number;
  count(): Promise<number>;
  /** Batches of at most `size` rows, in the order of ids. */
  batches(size?: number): AsyncIterable<Cell[][]>;
  /**
   * The same rows with most texts as stored bytes, which is faster. Absent where the database cannot. Buffers are
   * reused: a batch is valid until the next but one is requested.
   */
  readonly packedBatches?: (() => AsyncIterable<Batch>) | undefined;
}

/** Cells by row. A column that `stored` has is read from its bytes instead; `cellOf` hides the difference. */
export interface Batch extends ReadonlyArray<readonly Cell[]> {
  readonly stored?: StoredTexts;
}

/** Texts as the bytes that the database stores. */
interface StoredTexts {
  readonly rows: Utf8Cells;
  /** By column of the file, the column of `rows`; -1 for columns that are not stored. */
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

/** The requested columns with the headers of their template, and warnings of columns removed since the request. */
export function columnsOf<Column extends ColumnDescription>(
  catalogue: readonly CatalogueEntry<Column>[],
  { columnKeys, selection }: DatasetRequest,
): { columns: Column[]; warnings: Sentence[] } {
  const { columns, omitted } = resolveColumns(columnKeys, catalogue, selection.labels);
  if (columns.length === 0) throw new Error('none of the columns exists');
  return { columns, warnings: omittedWarnings(omitted) };
}

/** The distinct fields of `users u` that the columns need, and a select list of the id followed by these fields. */
export function userFields(sources: readonly { readonly from: string }[]): { fields: string[]; select: string } {
  const ofUser = sources.filter((source): source is UserFieldSource => source.from === 'user');
  const sqlOf = new Map(ofUser.map(({ field, sql = `u.${field}` }) => [field, sql]));
  return { fields: [...sqlOf.keys()], select: ['u.id', ...sqlOf.values()].join(', ') };
}
