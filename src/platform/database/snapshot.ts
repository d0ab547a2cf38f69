import BetterSqlite3 from 'better-sqlite3';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { type DatabaseConfig, sqliteFile } from './data-source';
import type { PackedRows } from './packed-rows';
import { canReadPacked, readPackedRows } from './read-packed';
import { endWhenSilent } from './silent-server';
import type { Sql, SqlValue } from './sql';

/**
 * A consistent view of the database as of one instant, on a separate connection. Must be closed. Closing is idempotent.
 */
export interface Snapshot {
  /** Rows as arrays in the order of the select list. Whole numbers beyond 2^53 come as text on MySQL: cast them. */
  rows(statement: Sql): Promise<SqlValue[][]>;
  /** Reads the same rows as packed bytes and replaces the content of `into`. Absent if the driver does not support it. */
  readonly readPacked?: (into: PackedRows, statement: Sql) => Promise<void>;
  close(): Promise<void>;
}

export const openSnapshot = (config: DatabaseConfig): Promise<Snapshot> =>
  config.databaseUrl === null ? openSqlite(sqliteFile(config)) : openMysql(config.databaseUrl);

export async function openSqlite(file: string): Promise<Snapshot> {
  const database = new BetterSqlite3(file, { readonly: true, timeout: 5000 });
  // A deferred transaction sees the database as of its first read, so read something now.
  database.exec('BEGIN; SELECT 1 FROM sqlite_master LIMIT 1;');
  const statements = new Map<string, BetterSqlite3.Statement>();
  return {
    async rows({ text, values }) {
      let statement = statements.get(text);
      if (!statement) statements.set(text, (statement = database.prepare(text).raw(true)));
      return statement.all(...values) as SqlValue[][];
    },
    async close() {
      database.close();
    },
  };
}

async function openMysql(url: string): Promise<Snapshot> {
  const connection = await createConnection({
    uri: url,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    rowsAsArray: true,
    connectTimeout: 5_000,
  });
  endWhenSilent((connection as unknown as { connection: unknown }).connection);
  try {
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    connection.destroy();
    throw error;
  }
  let running = 0;
  let closed = false;
  const readPacked = async (into: PackedRows, statement: Sql): Promise<void> => {
    running++;
    await readPackedRows(connection, into, statement).finally(() => running--);
  };
  return {
    ...((await canReadPacked(connection)) && { readPacked }),
    async rows({ text, values }) {
      running++;
      const [rows] = await connection.query<RowDataPacket[][]>(text, [...values]).finally(() => running--);
      return rows as unknown as SqlValue[][];
    },
    async close() {
      if (closed) return;
      closed = true;
      // A regular end would wait for the running statement to finish.
      if (running > 0) connection.destroy();
      else await connection.end().catch(() => connection.destroy());
    },
  };
}
