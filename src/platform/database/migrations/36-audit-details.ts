import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The details of audit events as codes with parameters, which other languages translate. Earlier events have none. */
export class AuditDetails1767916800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'audit_events', 'detailsCode', d.code(32));
    await addColumn(runner, 'audit_events', 'detailsParameters', d.longText);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['detailsCode', 'detailsParameters'])
      await runner.query(`ALTER TABLE audit_events DROP COLUMN ${column}`);
  }
}
