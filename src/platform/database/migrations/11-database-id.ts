import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createTable } from './create-table';

/** The random id of this database, in a table of one row. A data folder names the database that it belongs to by it. */
export class DatabaseId1765670400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    // Takes SQLite's write lock: of two starts at once, the second waits, and then sees what the first has made.
    await runner.query('DELETE FROM exports WHERE id < 0');
    await createTable(
      runner,
      'database_identity',
      `id ${d.integer} NOT NULL PRIMARY KEY, databaseId ${d.code(36)} NOT NULL`,
    );
    // One statement: neither a second start nor a repeated one changes an id that a folder may already name.
    await runner.query(
      'INSERT INTO database_identity (id, databaseId) SELECT 1, ? FROM (SELECT COUNT(*) AS present FROM database_identity) counted WHERE present = 0',
      [randomUUID()],
    );
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: data folders name this database by its id.');
  }
}
