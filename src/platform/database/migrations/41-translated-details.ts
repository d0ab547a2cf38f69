import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The details of audit events in other languages than English, for searches. Earlier events have none. */
export class TranslatedDetails1768348800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'audit_events', 'translatedDetails', dialectOf(runner.dataSource).longText);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_events DROP COLUMN translatedDetails');
  }
}
