import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The permissions that the columns of an imported file need. No column of an earlier import needs any. */
export class ImportNeeds1768089600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'imports', 'columnPermissions', dialectOf(runner.dataSource).longText);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE imports DROP COLUMN columnPermissions');
  }
}
