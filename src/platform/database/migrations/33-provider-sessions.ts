import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

const usersPerStatement = 1000;

/**
 * Whether an identity provider signed in to a session, or to the session that created a token. Sessions and tokens of
 * earlier versions count as such if their user was ever linked. Tokens that no session created are not among them.
 */
export class ProviderSessions1767571200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = `${dialectOf(runner.dataSource).boolean} NOT NULL DEFAULT 0`;
    // Read once: the audit log may have millions of events, and no index of the user.
    const linked: { userId: number }[] = await runner.query(
      `SELECT userId FROM linked_identities UNION SELECT userId FROM audit_events WHERE action = 'IDENTITY_LINKED' AND userId IS NOT NULL`,
    );
    for (const [table, condition] of [
      ['sessions', '1 = 1'],
      ['access_tokens', 'parentSessionId IS NOT NULL'],
    ] as const) {
      await addColumn(runner, table, 'isFromProvider', type);
      for (let start = 0; start < linked.length; start += usersPerStatement) {
        const userIds = linked.slice(start, start + usersPerStatement).map(({ userId }) => Number(userId));
        await runner.query(
          `UPDATE ${table} SET isFromProvider = 1 WHERE revokedAt IS NULL AND ${condition} AND userId IN (${userIds.join(', ')})`,
        );
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sessions', 'access_tokens'])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN isFromProvider`);
  }
}
