import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/**
 * What runs holds a slot of its organization, which no other can hold; what was started again says of which; and the
 * audit log is filtered.
 */
export class ExportSlots1764892800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { integer } = dialectOf(runner.dataSource);
    await addColumn(runner, 'exports', 'slot', integer);
    await addColumn(runner, 'exports', 'retryOfId', integer);
    await createIndex(runner, 'exports_slots', 'exports (organizationId, slot)', 'UNIQUE');
    await createIndex(runner, 'audit_events_of_export', 'audit_events (organizationId, exportId, id)');
    await createIndex(runner, 'audit_events_of_user', 'audit_events (organizationId, userId, id)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the exports that run hold its slots.');
  }
}
