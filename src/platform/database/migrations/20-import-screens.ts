import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/** What lists of a plan are filtered by, and which import corrects which. */
export class ImportScreens1766448000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const options = await d.tableOptions((sql) => runner.query(sql));
    await addColumn(runner, 'imports', 'correctionOfId', d.integer);
    await createIndex(runner, 'imports_correcting', 'imports (correctionOfId)');
    await addColumn(runner, 'import_batches', 'createdCount', `${d.integer} NOT NULL DEFAULT 0`);
    await addColumn(runner, 'import_batches', 'removedCount', `${d.integer} NOT NULL DEFAULT 0`);
    const parts = [
      `id ${d.primaryKey}`,
      `importId ${d.integer} NOT NULL`,
      `ordinal ${d.integer} NOT NULL`,
      `code ${d.code(32)} NOT NULL`,
      `columnIndex ${d.integer}`,
      `errorCount ${d.integer} NOT NULL`,
      `message ${d.longText} NOT NULL`,
      'FOREIGN KEY (importId, ordinal) REFERENCES import_batches (importId, ordinal) ON DELETE CASCADE',
    ];
    await runner.query(`CREATE TABLE IF NOT EXISTS import_error_counts (${parts.join(', ')}) ${options}`);
    await createIndex(runner, 'import_error_counts_by_batch', 'import_error_counts (importId, ordinal)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the plans of imports would lose the numbers of their errors.');
  }
}
