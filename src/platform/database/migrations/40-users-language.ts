import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The language in which a user last signed in. Unknown until they sign in again. */
export class UsersLanguage1768262400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'users', 'mailLanguage', dialectOf(runner.dataSource).code(8));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN mailLanguage');
  }
}
