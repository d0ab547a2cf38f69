import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/** The session that created a token, the owner who set single sign-on, and the address as it was entered to sign in. */
export class CredentialOrigins1766534400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'sign_in_requests', 'email', d.text(254));
    await addColumn(runner, 'access_tokens', 'parentSessionId', d.integer);
    await createIndex(runner, 'access_tokens_of_session', 'access_tokens (parentSessionId)');
    await addColumn(runner, 'single_sign_on', 'setById', d.integer);
    await runner.query(
      "UPDATE single_sign_on SET setById = (SELECT MIN(u.id) FROM users u WHERE u.organizationId = single_sign_on.organizationId AND u.role = 'OWNER') WHERE setById IS NULL",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const { engine } = dialectOf(runner.dataSource);
    await runner.query('ALTER TABLE single_sign_on DROP COLUMN setById');
    await runner.query(`DROP INDEX access_tokens_of_session${engine === 'mysql' ? ' ON access_tokens' : ''}`);
    await runner.query('ALTER TABLE access_tokens DROP COLUMN parentSessionId');
    await runner.query('ALTER TABLE sign_in_requests DROP COLUMN email');
  }
}
