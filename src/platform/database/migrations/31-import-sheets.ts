import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The names of the sheets of an imported workbook. */
export class ImportSheets1767398400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'imports', 'sheets', dialectOf(runner.dataSource).longText);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: imports would not know the sheets of their workbooks.');
  }
}
