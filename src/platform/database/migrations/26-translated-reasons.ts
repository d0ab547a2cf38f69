import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** Why imports and rows of their files failed, as reasons that other languages translate. */
export class TranslatedReasons1766966400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'import_error_groups', 'reason', d.code(32));
    await addColumn(runner, 'import_error_groups', 'parameters', d.longText);
    await addColumn(runner, 'imports', 'failureReason', d.code(32));
    await addColumn(runner, 'imports', 'failureParameters', d.longText);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['reason', 'parameters'])
      await runner.query(`ALTER TABLE import_error_groups DROP COLUMN ${column}`);
    for (const column of ['failureReason', 'failureParameters'])
      await runner.query(`ALTER TABLE imports DROP COLUMN ${column}`);
  }
}
