import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createTable } from './create-table';

/** Rows that transactions lock before they count rows for a limit: see `lockLimits`. */
export class LimitLocks1766707200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await createTable(runner, 'limit_locks', `id ${d.integer} NOT NULL PRIMARY KEY`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS limit_locks');
  }
}
