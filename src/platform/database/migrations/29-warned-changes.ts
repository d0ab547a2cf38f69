import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/** How many changed cells of a plan have a warning. Null for plans from before, which have not counted them. */
export class WarnedChanges1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { integer } = dialectOf(runner.dataSource);
    for (const name of ['warnedCount', 'warnedCreatedCount']) await addColumn(runner, 'import_batches', name, integer);
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
