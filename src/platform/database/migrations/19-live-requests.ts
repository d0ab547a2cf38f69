import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';

/** Versions of export requests, and when they last changed, for those who watch them. */
export class LiveRequests1766361600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'export_requests', 'version', `${d.integer} NOT NULL DEFAULT 1`);
    await addColumn(runner, 'export_requests', 'updatedAt', `${d.instant} NOT NULL DEFAULT 0`);
    await runner.query('UPDATE export_requests SET updatedAt = COALESCE(decidedAt, requestedAt) WHERE updatedAt = 0');
    await createIndex(runner, 'export_requests_changed', 'export_requests (updatedAt)');
    await createIndex(
      runner,
      'export_requests_changed_of_organization',
      'export_requests (organizationId, updatedAt, id)',
    );
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the versions of requests would be lost.');
  }
}
