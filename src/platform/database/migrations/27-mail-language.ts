import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The language of the mail with a sign-in link. */
export class MailLanguage1767052800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = dialectOf(runner.dataSource).code(8);
    await addColumn(runner, 'sign_in_requests', 'language', `${type} NOT NULL DEFAULT 'en'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sign_in_requests DROP COLUMN language');
  }
}
