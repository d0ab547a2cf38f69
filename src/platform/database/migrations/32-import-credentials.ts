import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The session or access token of an import. Imports of earlier versions count as started with an access token. */
export class ImportCredentials1767484800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = `${dialectOf(runner.dataSource).code(32)} NOT NULL DEFAULT 'token 0'`;
    for (const name of ['requestCredential', 'applyCredential']) await addColumn(runner, 'imports', name, type);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['requestCredential', 'applyCredential'])
      await runner.query(`ALTER TABLE imports DROP COLUMN ${name}`);
  }
}
