import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';

/** Kept, because a later attempt with more rows must not fall back behind what watchers were told. */
export class ExportPercent1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('exports', 'percent')) return;
    await runner.query(`ALTER TABLE exports ADD COLUMN percent ${dialectOf(runner.dataSource).integer} NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE exports DROP COLUMN percent');
  }
}
