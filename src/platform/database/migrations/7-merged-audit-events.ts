import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/**
 * Alike audit events of a person within a minute are one row with a count; and events older than the retention are
 * found without reading the others.
 */
export class MergedAuditEvents1765065600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'audit_events', 'count', `${d.integer} NOT NULL DEFAULT 1`);
    await addColumn(runner, 'audit_events', 'lastAt', d.instant);
    await addColumn(runner, 'audit_events', 'mergeKey', d.code(40));
    await createIndex(runner, 'audit_events_merged', 'audit_events (mergeKey)', 'UNIQUE');
    await createIndex(runner, 'audit_events_happened', 'audit_events (happenedAt)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the counts of audit events would be lost.');
  }
}
