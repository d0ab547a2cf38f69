import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex } from './create-index';

/** Who starts to watch the exports of an organization reads those that changed lately. */
export class RecentExports1765152000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'exports_changed_of_organization', 'exports (organizationId, updatedAt, id)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: its index holds nothing that the exports do not.');
  }
}
