import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

const tables = ['sign_in_requests', 'sign_in_links'];

/** The page to which a sign-in link leads. */
export class ReturnPaths1766793600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    for (const table of tables) await addColumn(runner, table, 'returnTo', `${d.text(500)} NOT NULL DEFAULT '/'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`ALTER TABLE ${table} DROP COLUMN returnTo`);
  }
}
