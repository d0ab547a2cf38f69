import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, sql } from './sql';

/** A database that cannot be worked with as it is. The message is for whoever runs the server. */
export class UnfitDatabase extends Error {}

/** Refuses what would go wrong only later, and then for somebody who can do nothing about it. */
export async function checkDatabase(dataSource: DataSource): Promise<void> {
  if (dialectOf(dataSource).engine === 'sqlite') await checkWritable(dataSource);
  else await checkCollations(dataSource);
}

/** SQLite opens what it may only read without a word, and begins a transaction in it too. */
async function checkWritable(dataSource: DataSource): Promise<void> {
  await dataSource.query('DELETE FROM exports WHERE id < 0');
}

/**
 * Somebody may have converted a table, or loaded it from elsewhere: emoji would be lost in it, and texts be equal that
 * are not.
 */
async function checkCollations(dataSource: DataSource): Promise<void> {
  const collation = await dialectOf(dataSource).collation((sql) => dataSource.query(sql));
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const wrong = await query<{ name: string; has: string }>(
    dataSource,
    sql`SELECT CONCAT(table_name, '.', column_name) AS name, collation_name AS has FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name IN (${join(tables)}) AND collation_name NOT IN ('ascii_bin', ${collation}) ORDER BY 1`,
  );
  if (wrong.length === 0) return;
  const [{ name, has }] = wrong as [{ name: string; has: string }];
  const others = wrong.length > 1 ? ` and ${wrong.length - 1} more columns` : '';
  throw new UnfitDatabase(
    `the database column ${name}${others} must have the character set utf8mb4 and the collation ${collation}, not ${has}: change that with ALTER TABLE … MODIFY`,
  );
}
