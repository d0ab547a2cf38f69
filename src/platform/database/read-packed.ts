import type { Connection, RowDataPacket } from 'mysql2/promise';
import { PackedRows } from './packed-rows';
import { raw, type Sql, type SqlValue } from './sql';

/** An undocumented part of mysql2, verified by `canReadPacked`. */
interface CoreConnection {
  query(
    sql: string,
    parameters: readonly SqlValue[],
    done: (error: Error | null, rows: unknown, columns: readonly { columnType?: number }[]) => void,
  ): RunningQuery;
}

interface RunningQuery {
  /** Called with the packet of each row and then with the end packet; returns the next handler. */
  row(packet: Packet, connection: unknown): unknown;
}

interface Packet {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
}

export function readPackedRows(connection: Connection, into: PackedRows, { text, values }: Sql): Promise<void> {
  into.clear();
  return new Promise((resolve, reject) => {
    const { connection: core } = connection as unknown as { connection: CoreConnection };
    const query = core.query(text, values, (error, _rows, columns) => {
      if (error) return reject(error);
      into.describe(columns);
      resolve();
    });
    const { row } = query;
    query.row = function (packet, its) {
      if (packet.isEOF()) return row.call(this, packet, its);
      into.append(packet.buffer, packet.offset, packet.end);
      return query.row;
    };
  });
}

/** Every kind of cell: each encoding of the length, NULL, numbers, text beyond ASCII. */
const sample =
  "SELECT 1, '', NULL, 'é😀', REPEAT('x', 250), REPEAT('y', 251), REPEAT('z', 70000), -5, CAST(9007199254740993 AS SIGNED) UNION ALL SELECT NULL, 'a', 'b', '', '', NULL, '7', 8, 9";

/** Whether packed rows equal the driver's own rows. Guards against a release of mysql2 with other internals. */
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
