import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/**
 * What a revocation ends: the credentials of exports and of all steps of imports, and whether a session has ended because
 * its user signed out. Of sessions that have ended before, no one knows. They count as signed out, so that no running
 * import fails by the update.
 */
export class RevokedCredentials1768176000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'imports', 'otherCredentials', d.longText);
    await addColumn(runner, 'exports', 'credential', d.code(32));
    await addColumn(runner, 'sessions', 'isSignedOut', `${d.boolean} NOT NULL DEFAULT 0`);
    await runner.query('UPDATE sessions SET isSignedOut = 1 WHERE revokedAt IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN isSignedOut');
    await runner.query('ALTER TABLE exports DROP COLUMN credential');
    await runner.query('ALTER TABLE imports DROP COLUMN otherCredentials');
  }
}
