import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/** How many changed cells of a plan have a warning. Plans of imports from before count none. */
export class WarnedChanges1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = `${dialectOf(runner.dataSource).integer} NOT NULL DEFAULT 0`;
    for (const name of ['warnedCount', 'warnedCreatedCount']) await addColumn(runner, 'import_batches', name, type);
    await createIndex(
      runner,
      'import_batches_warned',
      'import_batches (importId, ordinal, changeCount, createdCount, removedCount, warnedCount, warnedCreatedCount)',
    );
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: plans would lose the numbers of their warnings.');
  }
}
