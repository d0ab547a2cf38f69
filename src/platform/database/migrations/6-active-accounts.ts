import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/** Lets only ACTIVE accounts sign in, and lets access tokens be listed, identified and revoked. */
export class ActiveAccounts1764979200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    // The status of an owner had no effect so far. From now on, one who is not ACTIVE would lock the organization out
    // for good.
    await runner.query("UPDATE users SET status = 'ACTIVE' WHERE role = 'OWNER' AND status <> 'ACTIVE'");
    await addColumn(runner, 'access_tokens', 'name', d.text(100));
    await addColumn(runner, 'access_tokens', 'ending', d.code(4));
    await addColumn(runner, 'access_tokens', 'lastUsedAt', d.instant);
    await createIndex(runner, 'access_tokens_of_user', 'access_tokens (organizationId, userId, id)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the names of access tokens would be lost.');
  }
}
