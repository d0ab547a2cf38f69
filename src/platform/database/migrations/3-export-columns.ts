import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/**
 * More about users, templates of exports that organizations save, what each export needs, and the indexes that files of
 * bookings and invoices are read by.
 */
export class ExportColumns1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'users', 'profile', d.text(200));
    await addColumn(runner, 'users', 'sponsor', d.text(200));
    await addColumn(runner, 'users', 'validityPeriod', d.text(100));
    await createTable(
      runner,
      'export_templates',
      `id ${d.primaryKey}, organizationId ${d.integer} NOT NULL, name ${d.text(100)} NOT NULL, dataset ${d.code(16)} NOT NULL, columnKeys ${d.longText} NOT NULL,
      UNIQUE (organizationId, name), FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE`,
    );
    await addColumn(runner, 'exports', 'permissions', d.longText);
    // Until now all were of users.
    await runner.query('UPDATE exports SET permissions = ? WHERE permissions IS NULL', [
      '["DATA_PROTECTION","IDENTITIES_VIEW","IDENTITIES_EDIT"]',
    ]);
    await createIndex(runner, 'bookings_listed', 'bookings (organizationId, id)');
    await createIndex(runner, 'invoices_listed', 'invoices (organizationId, id)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: its columns may hold what is nowhere else.');
  }
}
