import { Readable } from 'node:stream';
import { createConnection } from 'mysql2/promise';
import type { DataSource } from 'typeorm';
import { insertRows } from '../src/platform/database/insert-rows';
import { transact } from '../src/platform/database/transaction';
import type { BenchData } from './data';

type Row = readonly (string | number | null)[];

/** Fills an empty table with `count` rows. Texts must not contain tabs, line breaks or backslashes. */
export type LoadRows = (
  table: string,
  columns: readonly string[],
  count: number,
  row: (index: number) => Row,
) => Promise<void>;

export const rowLoader = (dataSource: DataSource, data: BenchData): LoadRows =>
  data.databaseUrl === null ? intoSqlite(dataSource) : intoMariaDb(data.databaseUrl);

const batch = 10_000;

function* batches(count: number, row: (index: number) => Row): Generator<Row[]> {
  for (let start = 0; start < count; start += batch)
    yield Array.from({ length: Math.min(batch, count - start) }, (_unused, index) => row(start + index));
}

// For ten million rows, indexes are dropped first and created at the end, because updating them row by row is slow.

function intoSqlite(dataSource: DataSource): LoadRows {
  return async (table, columns, count, row) => {
    // Unique indexes stay, because foreign keys need them. UNIQUE constraints have indexes without a statement.
    const indexes: { name: string; sql: string }[] = await dataSource.query(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql NOT LIKE 'CREATE UNIQUE %'",
      [table],
    );
    for (const { name } of indexes) await dataSource.query(`DROP INDEX ${name}`);
    for (const rows of batches(count, row))
      await transact(dataSource, (manager) => insertRows(manager, table, columns, rows));
    for (const { sql } of indexes) await dataSource.query(sql);
  };
}

function intoMariaDb(uri: string): LoadRows {
  return async (table, columns, count, row) => {
    const connection = await createConnection({ uri });
    try {
      await connection.query('SET SESSION foreign_key_checks = 0, unique_checks = 0');
      const [indexes] = (await connection.query(
        `SELECT index_name AS name, MIN(non_unique) AS repeats, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns
           FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name <> 'PRIMARY' GROUP BY index_name`,
        [table],
      )) as unknown as [{ name: string; repeats: number; columns: string }[]];
      await connection.query(`ALTER TABLE ${table} ${indexes.map(({ name }) => `DROP INDEX ${name}`).join(', ')}`);
      const line = (cells: Row): string => `${cells.map((cell) => cell ?? '\\N').join('\t')}\n`;
      const lines = function* (): Generator<Buffer> {
        for (const rows of batches(count, row)) yield Buffer.from(rows.map(line).join(''));
      };
      await connection.query({
        sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4 (${columns.join(', ')})`,
        infileStreamFactory: () => Readable.from(lines()),
      });
      await connection.query(
        `ALTER TABLE ${table} ${indexes.map(({ name, repeats, columns: on }) => `ADD ${repeats ? '' : 'UNIQUE '}INDEX ${name} (${on})`).join(', ')}`,
      );
    } finally {
      await connection.end();
    }
  };
}
