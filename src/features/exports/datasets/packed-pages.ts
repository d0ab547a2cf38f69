import { PackedRows } from '../../../platform/database/packed-rows';
import type { Snapshot } from '../../../platform/database/snapshot';
import type { SqlValue } from '../../../platform/database/sql-value';
import { asText } from '../../columns/codecs';
import { type ColumnDescription, ColumnType } from '../../columns/column';
import { batchSize } from './dataset';
import type { SelectedRows } from './selected-rows';

export interface PackedColumns<Read> {
  /** By column of the file, where in a row its texts stand as they are written; -1: its cells are made. */
  readonly stored: readonly number[];
  /** The values of a row that cells are made of. */
  readonly made: readonly number[];
  /** By column, what makes its cells: `nothing` where they are only copied. */
  readonly readers: readonly Read[];
}

/** `placeOf` says where in a row the value of a column stands; -1: not in these rows. */
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
  /** The first value of each row. */
  readonly ids: readonly number[];
  /** A row's values, without those that are only copied; valid until the next call. */
  rowAt(place: number): SqlValue[];
}

/** The rows in the order of their ids, in two buffers by turns: one is written while the other is filled. */
export async function* packedPages(
  selected: SelectedRows,
  readPacked: NonNullable<Snapshot['readPacked']>,
  select: string,
  made: readonly number[],
): AsyncGenerator<PackedPage> {
  const [one, other] = [new PackedRows(), new PackedRows()];
  const sql = selected.sql(select, batchSize);
  const row = new Array<SqlValue>(1 + Math.max(...made, 0)).fill(null);
  let packed = one;
  const read = async (stretch: SqlValue[]): Promise<PackedPage> => {
    const page = packed;
    await readPacked(page, sql, stretch);
    // An empty page is nobody's, and what the one before it has may still be written.
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
  yield* selected.pages(batchSize, read);
}
