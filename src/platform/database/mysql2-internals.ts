import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import type { Sql } from './sql';

// This file uses private parts of mysql2. Review it when you upgrade mysql2; its test fails if these parts change.

export interface ConnectionInternals {
  readonly config: Pick<ConnectionOptions, 'host' | 'port' | 'user' | 'password' | 'ssl'>;
  readonly stream: Socket;
  /** The id of the connection on the server. */
  readonly threadId: number | null;
  /** The running command. */
  readonly _command?: unknown;
}

/** The private fields of a connection of the callback API. */
export const internalsOf = (connection: unknown): ConnectionInternals => connection as ConnectionInternals;

export const isIdle = (connection: unknown): boolean => !internalsOf(connection)._command;

/** The bytes of one row as the server sent them, in `buffer` from `offset` to `end`. */
interface RowPacket {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
}

interface RunningQuery {
  /** Called with the packet of each row and then with the end packet; returns the next handler. */
  row(packet: RowPacket, connection: unknown): unknown;
}

interface CoreConnection {
  query(
    sql: string,
    parameters: Sql['values'],
    done: (error: Error | null, rows: unknown, columns: readonly { columnType?: number }[]) => void,
  ): RunningQuery;
}

/** Runs a query, passes the packet of each row to `onRow` instead of parsing it, and resolves with the columns. */
export function queryPackets(
  connection: Connection,
  { text, values }: Sql,
  onRow: (packet: RowPacket) => void,
): Promise<readonly { columnType?: number }[]> {
  return new Promise((resolve, reject) => {
    const { connection: core } = connection as unknown as { connection: CoreConnection };
    const query = core.query(text, values, (error, _rows, columns) => (error ? reject(error) : resolve(columns)));
    const { row } = query;
    query.row = function (packet, its) {
      if (packet.isEOF()) return row.call(this, packet, its);
      onRow(packet);
      return query.row;
    };
  });
}
