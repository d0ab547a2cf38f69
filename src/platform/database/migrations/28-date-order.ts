import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** In which order imports read the parts of dates. */
export class DateOrder1767139200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = dialectOf(runner.dataSource).code(16);
    await addColumn(runner, 'imports', 'dateOrder', `${type} NOT NULL DEFAULT 'YEAR_MONTH_DAY'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE imports DROP COLUMN dateOrder');
  }
}
