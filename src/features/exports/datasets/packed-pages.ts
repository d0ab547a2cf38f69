import { PackedRows } from '../../../platform/database/packed-rows';
import type { Snapshot, SqlValue } from '../../../platform/database/snapshot';
import { asText } from '../../columns/cells';
import { ColumnType, type ColumnDescription } from '../../columns/column';

export interface PackedColumns<Read> {
  /** By column of the file, where in a row its texts stand as they are written; -1: its cells are made. */
  readonly stored: readonly number[];
  /** The values of a row that cells are made of. */
  readonly made: readonly number[];
  /** By column, what makes its cells: `nothing` where they are only copied. */
  readonly readers: readonly Read[];
}

/** `placeOf` says where in a row the value of a column stands; -1: not in these rows. */
export function packedColumns<Source extends { readonly cell: unknown }, Read>(
  columns: readonly (ColumnDescription & { readonly source: Source })[], readers: readonly Read[], placeOf: (source: Source) => number, nothing: Read,
): PackedColumns<Read> {
  const places = columns.map(({ source }) => placeOf(source));
  const stored = columns.map(({ type, source }, index) => (type === ColumnType.TEXT && source.cell === asText ? places[index]! : -1));
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

/** Page after page in the order of ids, in two buffers by turns: one is written while the other is filled. */
export async function* packedPages(readPacked: NonNullable<Snapshot['readPacked']>, sql: string, parametersBehind: (lastId: number) => readonly SqlValue[], made: readonly number[]): AsyncGenerator<PackedPage> {
  const [one, other] = [new PackedRows(), new PackedRows()];
  const row: SqlValue[] = new Array<SqlValue>(1 + Math.max(...made, 0)).fill(null);
  for (let lastId = 0, packed = one; ; packed = packed === one ? other : one) {
    await readPacked(packed, sql, parametersBehind(lastId));
    if (packed.count === 0) return;
    const page = packed;
    const ids = Array.from({ length: page.count }, (_unused, place) => page.value(place, 0) as number);
    lastId = ids.at(-1)!;
    yield {
      packed: page,
      ids,
      rowAt(place) {
        for (const column of made) row[column] = page.value(place, column);
        return row;
      },
    };
  }
}
