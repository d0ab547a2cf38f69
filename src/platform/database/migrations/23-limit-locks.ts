import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';

/** Rows that transactions lock before they count rows for a limit: see `lockLimits`. */
export class LimitLocks1766707200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const options = await d.tableOptions((sql) => runner.query(sql));
    await runner.query(`CREATE TABLE IF NOT EXISTS limit_locks (id ${d.integer} NOT NULL PRIMARY KEY) ${options}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS limit_locks');
  }
}
