import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn } from './add-column';

/** How much of the storage quota an unfinished upload takes up. */
export class UploadBytes1766188800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'imports', 'uploadBytes', 'BIGINT NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE imports DROP COLUMN uploadBytes');
  }
}
