import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** Whether an organization has proved that a domain of its single sign-on is its own. No domain from before is. */
export class ProvedDomains1766620800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'single_sign_on_domains', 'isVerified', `${d.boolean} NOT NULL DEFAULT 0`);
    await addColumn(runner, 'single_sign_on_domains', 'checkedAt', d.instant);
    await addColumn(runner, 'single_sign_on', 'verificationCode', `${d.code(43)} NOT NULL DEFAULT ''`);
    const rows: { id: number }[] = await runner.query("SELECT id FROM single_sign_on WHERE verificationCode = ''");
    for (const { id } of rows)
      await runner.query('UPDATE single_sign_on SET verificationCode = ? WHERE id = ?', [
        randomBytes(32).toString('base64url'),
        id,
      ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['isVerified', 'checkedAt'])
      await runner.query(`ALTER TABLE single_sign_on_domains DROP COLUMN ${name}`);
    await runner.query('ALTER TABLE single_sign_on DROP COLUMN verificationCode');
  }
}
