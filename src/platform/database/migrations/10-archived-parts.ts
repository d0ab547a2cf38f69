import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** When a location, team, plan or custom property was archived. */
export class ArchivedParts1765497600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { instant } = dialectOf(runner.dataSource);
    for (const table of ['locations', 'teams', 'plans', 'custom_properties'])
      await addColumn(runner, table, 'archivedAt', instant);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: what is archived would be open to new records again.');
  }
}
