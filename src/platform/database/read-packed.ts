import type { Connection, RowDataPacket } from 'mysql2/promise';
import { queryPackets } from './mysql2-internals';
import { PackedRows } from './packed-rows';
import { raw, type Sql, type SqlValue } from './sql';

export async function readPackedRows(connection: Connection, into: PackedRows, statement: Sql): Promise<void> {
  into.clear();
  const columns = await queryPackets(connection, statement, ({ buffer, offset, end }) =>
    into.append(buffer, offset, end),
  );
  into.describe(columns);
}

/** Selects every kind of cell: each encoding of the length, NULL, numbers, non-ASCII text. */
const sample =
  "SELECT 1, '', NULL, 'é😀', REPEAT('x', 250), REPEAT('y', 251), REPEAT('z', 70000), -5, CAST(9007199254740993 AS SIGNED) UNION ALL SELECT NULL, 'a', 'b', '', '', NULL, '7', 8, 9";

/** Whether packed rows equal the driver's own rows. Guards against releases of mysql2 with different internals. */
export async function canReadPacked(connection: Connection): Promise<boolean> {
  try {
    const packed = new PackedRows();
    await readPackedRows(connection, packed, raw(sample));
    const [answer] = await connection.query<RowDataPacket[][]>(sample);
    const rows = answer as unknown as SqlValue[][];
    return (
      packed.count === rows.length &&
      rows.every(
        (row, place) =>
          packed.width === row.length && row.every((cell, column) => packed.value(place, column) === cell),
      )
    );
  } catch {
    return false;
  }
}
