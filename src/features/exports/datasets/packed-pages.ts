import { PackedRows } from '../../../platform/database/packed-rows';
import type { Snapshot } from '../../../platform/database/snapshot';
import type { Sql, SqlValue } from '../../../platform/database/sql';
import { asText } from '../../columns/codecs';
import { type ColumnDescription, ColumnType } from '../../columns/column';
import { batchSize } from './dataset';
import type { SelectedRows } from './selected-rows';

export interface PackedColumns<Read> {
  /** By column of the file, the packed column that is copied to the file; -1 for columns whose cells are computed. */
  readonly stored: readonly number[];
  /** The packed columns that computed cells need. */
  readonly made: readonly number[];
  /** By column, the function that computes its cells; `nothing` for copied columns. */
  readonly readers: readonly Read[];
}

/** `placeOf` returns the packed column of a source; -1 for a source outside these rows. */
export function packedColumns<Source extends { readonly toCell: unknown }, Read>(
  columns: readonly (ColumnDescription & { readonly source: Source })[],
  readers: readonly Read[],
  placeOf: (source: Source) => number,
  nothing: Read,
): PackedColumns<Read> {
  const places = columns.map(({ source }) => placeOf(source));
  const stored = columns.map(({ type, source }, index) =>
    type === ColumnType.TEXT && source.toCell === asText ? places[index]! : -1,
  );
  const made = new Set(places.filter((place, index) => place >= 0 && stored[index]! < 0));
  return { stored, made: [...made], readers: readers.map((read, index) => (stored[index]! < 0 ? read : nothing)) };
}

export interface PackedPage {
  readonly packed: PackedRows;
  /** The first column of each row. */
  readonly ids: readonly number[];
  /** The values that computed cells need; valid until the next call. */
  rowAt(place: number): SqlValue[];
}

/** Pages of rows in the order of ids, in two buffers by turns: one is written to the file while the other is filled. */
export async function* packedPages(
  selected: SelectedRows,
  readPacked: NonNullable<Snapshot['readPacked']>,
  select: string,
  made: readonly number[],
): AsyncGenerator<PackedPage> {
  const [one, other] = [new PackedRows(), new PackedRows()];
  const row = new Array<SqlValue>(1 + Math.max(...made, 0)).fill(null);
  let packed = one;
  const read = async (statement: Sql): Promise<PackedPage> => {
    const page = packed;
    await readPacked(page, statement);
    // Keeps the buffer after an empty page: the other one may still be being written to the file.
    if (page.count > 0) packed = page === one ? other : one;
    return {
      packed: page,
      ids: Array.from({ length: page.count }, (_unused, place) => page.value(place, 0) as number),
      rowAt(place) {
        for (const column of made) row[column] = page.value(place, column);
        return row;
      },
    };
  };
  yield* selected.pages(select, batchSize, read);
}
