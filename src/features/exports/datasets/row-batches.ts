import { PackedRows } from '../../../platform/database/packed-rows';
import type { Snapshot } from '../../../platform/database/snapshot';
import type { Sql, SqlValue } from '../../../platform/database/sql';
import { asText } from '../../columns/codecs';
import { type Cell, type ColumnDescription, ColumnType } from '../../columns/column';
import { type Batch, batchSize, type Dataset } from './dataset';
import type { SelectedRows } from './selected-rows';

/** One page of selected rows. */
export interface RowPage {
  /** The first selected column of each row. */
  readonly ids: readonly number[];
  value(rowIndex: number, column: number): SqlValue;
  /** The values that computed cells need; valid until the next call. */
  rowAt(rowIndex: number): readonly SqlValue[];
}

interface SourceColumn<Source> extends ColumnDescription {
  readonly source: Source;
}

/** How selected rows become the cells of a file. */
interface RowsToCells<Source, Values extends readonly unknown[]> {
  readonly selected: SelectedRows;
  /** The selected columns, the id first. */
  readonly select: string;
  readonly columns: readonly SourceColumn<Source>[];
  /** By column, the function that computes its cells. */
  readonly readers: readonly ((...values: Values) => Cell)[];
  /** Returns the selected column of a source; -1 for a source outside the selected rows. */
  columnIndexOf(source: Source): number;
  /** Returns the cells of a page, computed by these readers. */
  readCells(page: RowPage, readers: readonly ((...values: Values) => Cell)[]): Promise<Cell[][]>;
}

/** The rows of a dataset in batches, packed where the database can. */
export function rowBatches<Source extends { readonly toCell: unknown }, Values extends readonly unknown[]>(
  snapshot: Snapshot,
  rows: RowsToCells<Source, Values>,
): Pick<Dataset, 'count' | 'batches' | 'packedBatches'> {
  const { selected, select, columns, readers, columnIndexOf, readCells } = rows;

  async function* batches(size: number): AsyncIterable<Cell[][]> {
    const read = async (statement: Sql): Promise<RowPage> => {
      const found = await snapshot.rows(statement);
      return {
        ids: found.map((row) => row[0] as number),
        value: (rowIndex, column) => found[rowIndex]![column]!,
        rowAt: (rowIndex) => found[rowIndex]!,
      };
    };
    for await (const page of selected.pages(select, size, read)) yield await readCells(page, readers);
  }

  async function* packedBatches(readPacked: NonNullable<Snapshot['readPacked']>): AsyncIterable<Batch> {
    const { stored, computedFrom } = packedColumns(columns, columnIndexOf);
    const computing = readers.map((read, index) => (stored[index]! < 0 ? read : () => null));
    for await (const page of packedPages(selected, readPacked, select, computedFrom))
      yield Object.assign(await readCells(page, computing), { stored: { rows: page.packed, columns: stored } });
  }

  return {
    count: () => selected.count(),
    batches: (size = batchSize) => batches(size),
    packedBatches: snapshot.readPacked && (() => packedBatches(snapshot.readPacked!)),
  };
}

interface PackedColumns {
  /** By column of the file, the packed column that is copied to the file; -1 for columns whose cells are computed. */
  readonly stored: readonly number[];
  /** The packed columns that computed cells need. */
  readonly computedFrom: readonly number[];
}

function packedColumns<Source extends { readonly toCell: unknown }>(
  columns: readonly SourceColumn<Source>[],
  columnIndexOf: (source: Source) => number,
): PackedColumns {
  const columnIndexes = columns.map(({ source }) => columnIndexOf(source));
  const stored = columns.map(({ type, source }, index) =>
    type === ColumnType.TEXT && source.toCell === asText ? columnIndexes[index]! : -1,
  );
  const computedFrom = new Set(columnIndexes.filter((columnIndex, index) => columnIndex >= 0 && stored[index]! < 0));
  return { stored, computedFrom: [...computedFrom] };
}

interface PackedPage extends RowPage {
  readonly packed: PackedRows;
}

/** Pages of rows in the order of ids, in two buffers by turns: one is written to the file while the other is filled. */
async function* packedPages(
  selected: SelectedRows,
  readPacked: NonNullable<Snapshot['readPacked']>,
  select: string,
  computedFrom: readonly number[],
): AsyncGenerator<PackedPage> {
  const [one, other] = [new PackedRows(), new PackedRows()];
  const row = new Array<SqlValue>(1 + Math.max(...computedFrom, 0)).fill(null);
  let packed = one;
  const read = async (statement: Sql): Promise<PackedPage> => {
    const page = packed;
    await readPacked(page, statement);
    // Keeps the buffer after an empty page: the other one may still be being written to the file.
    if (page.count > 0) packed = page === one ? other : one;
    return {
      packed: page,
      ids: Array.from({ length: page.count }, (_unused, rowIndex) => page.value(rowIndex, 0) as number),
      value: (rowIndex, column) => page.value(rowIndex, column),
      rowAt(rowIndex) {
        for (const column of computedFrom) row[column] = page.value(rowIndex, column);
        return row;
      },
    };
  };
  yield* selected.pages(select, batchSize, read);
}
