import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, sql } from './sql';

/** The database cannot be used in its current state. The message is for the operator. */
export class UnfitDatabase extends Error {}

/** @throws UnfitDatabase for faults that would otherwise appear later, as errors of users' requests. */
export async function checkDatabase(dataSource: DataSource): Promise<void> {
  if (dialectOf(dataSource).engine === 'sqlite') await checkWritable(dataSource);
  else await checkCollations(dataSource);
}

/** SQLite opens a read-only file, and starts transactions in it, without an error. */
async function checkWritable(dataSource: DataSource): Promise<void> {
  await dataSource.query('DELETE FROM exports WHERE id < 0');
}

/**
 * Finds tables that were converted or restored with another collation: they would lose emoji and treat different texts
 * as equal.
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
    `the database column ${name}${others} must have the character set utf8mb4 and the collation ${collation}, ` +
      `not ${has}: change that with ALTER TABLE … MODIFY`,
  );
}
