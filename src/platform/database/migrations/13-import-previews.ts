import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The rows of an import that a user sees before deciding: in several encodings, and as they will be. */
export class ImportPreviews1765843200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { longText } = dialectOf(runner.dataSource);
    for (const column of ['encodingPreviews', 'sample']) await addColumn(runner, 'imports', column, longText);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: previews of imports would be lost.');
  }
}
