import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/** The errors of each plan by code and column, and indexes from which the batches of a plan are counted without their texts. */
export class ErrorGroups1766880000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const parts = [
      `id ${d.primaryKey}`,
      `importId ${d.integer} NOT NULL`,
      `code ${d.code(32)} NOT NULL`,
      `columnIndex ${d.integer}`,
      `errorCount ${d.integer} NOT NULL`,
      `message ${d.longText} NOT NULL`,
      'FOREIGN KEY (importId) REFERENCES imports (id) ON DELETE CASCADE',
    ];
    await createTable(runner, 'import_error_groups', ...parts);
    await createIndex(runner, 'import_error_groups_of_import', 'import_error_groups (importId)');
    await createIndex(
      runner,
      'import_error_counts_filtered',
      'import_error_counts (importId, ordinal, code, columnIndex, errorCount)',
    );
    await createIndex(
      runner,
      'import_batches_counted',
      'import_batches (importId, ordinal, changeCount, createdCount, removedCount, errorCount)',
    );
    await runner.query(`INSERT INTO import_error_groups (importId, code, columnIndex, errorCount, message)
      SELECT total.importId, total.code, total.columnIndex, total.errorCount, f.message
      FROM (SELECT importId, code, columnIndex, SUM(errorCount) AS errorCount, MIN(id) AS firstId FROM import_error_counts GROUP BY importId, code, columnIndex) total
      JOIN import_error_counts f ON f.id = total.firstId
      WHERE total.importId NOT IN (SELECT importId FROM import_error_groups)
      ORDER BY total.firstId`);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the plans of imports would lose the messages of their errors.');
  }
}
