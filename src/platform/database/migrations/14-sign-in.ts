import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';
import { createTable } from './create-table';

const tables = ['sign_in_links', 'sign_in_requests', 'sessions'];
const addedColumns = [
  ['access_tokens', 'permissions'],
  ['access_tokens', 'parentId'],
  ['imports', 'requestLimit'],
  ['imports', 'applyLimit'],
  ['users', 'emailKey'],
] as const;

/** Sessions, sign-in by a link, and access tokens that are limited to some permissions. */
export class SignIn1765929600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);

    await createTable(
      runner,
      'sessions',
      `id ${d.primaryKey}`,
      `organizationId ${d.integer} NOT NULL`,
      `userId ${d.integer} NOT NULL`,
      `secretHash ${d.code(64)} NOT NULL UNIQUE`,
      `address ${d.text(64)}`,
      `browser ${d.text(200)}`,
      `createdAt ${d.instant} NOT NULL`,
      `lastUsedAt ${d.instant} NOT NULL`,
      `idleEndsAt ${d.instant} NOT NULL`,
      `expiresAt ${d.instant} NOT NULL`,
      `revokedAt ${d.instant}`,
      'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE',
      'FOREIGN KEY (organizationId, userId) REFERENCES users (organizationId, id) ON DELETE CASCADE',
    );
    await createIndex(runner, 'sessions_of_user', 'sessions (organizationId, userId, id)');
    await createIndex(runner, 'sessions_ended', 'sessions (expiresAt)');

    await createTable(
      runner,
      'sign_in_requests',
      `id ${d.primaryKey}`,
      `emailKey ${d.text(254)} NOT NULL`,
      `address ${d.text(64)}`,
      `network ${d.code(64)}`,
      `requestedAt ${d.instant} NOT NULL`,
      `handledAt ${d.instant}`,
    );
    await createIndex(runner, 'sign_in_requests_of_email', 'sign_in_requests (emailKey, id)');
    await createIndex(runner, 'sign_in_requests_of_network', 'sign_in_requests (network, id)');
    await createIndex(runner, 'sign_in_requests_waiting', 'sign_in_requests (handledAt, id)');

    await createTable(
      runner,
      'sign_in_links',
      `id ${d.primaryKey}`,
      `email ${d.text(254)} NOT NULL`,
      `secretHash ${d.code(64)} NOT NULL UNIQUE`,
      `expiresAt ${d.instant} NOT NULL`,
      `usedAt ${d.instant}`,
    );
    await createIndex(runner, 'sign_in_links_of_email', 'sign_in_links (email)');

    await addColumn(runner, 'access_tokens', 'permissions', d.longText);
    await addColumn(runner, 'access_tokens', 'parentId', d.integer);
    await createIndex(runner, 'access_tokens_of_parent', 'access_tokens (parentId)');
    await addColumn(runner, 'imports', 'requestLimit', d.longText);
    await addColumn(runner, 'imports', 'applyLimit', d.longText);
    // Computed by the database, so that no write of a user can forget it.
    await addColumn(runner, 'users', 'emailKey', `${d.text(200)} GENERATED ALWAYS AS (LOWER(email)) VIRTUAL`);
    await createIndex(runner, 'users_email', 'users (emailKey)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const { engine } = dialectOf(runner.dataSource);
    for (const name of tables) await runner.query(`DROP TABLE IF EXISTS ${name}`);
    const on = (table: string): string => (engine === 'mysql' ? ` ON ${table}` : '');
    await runner.query(`DROP INDEX access_tokens_of_parent${on('access_tokens')}`);
    await runner.query(`DROP INDEX users_email${on('users')}`);
    for (const [table, column] of addedColumns) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}
