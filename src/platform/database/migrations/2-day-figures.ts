import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/**
 * Totals by venue day, and the covering indexes for what they cannot answer. The totals are made by the next worker
 * that starts.
 */
export class DayFigures1764633600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const toOrganization = 'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE';
    await createTable(
      runner,
      'rollups',
      `organizationId ${d.integer} NOT NULL PRIMARY KEY, basedOn ${d.code(100)}, version ${d.integer} NOT NULL, ${toOrganization}`,
    );
    await createTable(
      runner,
      'day_figures',
      `organizationId ${d.integer} NOT NULL, basis ${d.code(8)} NOT NULL, status ${d.code(9)} NOT NULL, day ${d.integer} NOT NULL, locationId ${d.integer} NOT NULL,
      records ${d.integer} NOT NULL, amount ${d.bigInteger} NOT NULL, changes ${d.integer} NOT NULL,
      PRIMARY KEY (organizationId, basis, status, day, locationId), ${toOrganization}`,
    );
    await createIndex(runner, 'bookings_by_start', 'bookings (organizationId, status, startsAt, userId)');
    await createIndex(runner, 'bookings_by_creation', 'bookings (organizationId, status, createdAt, userId)');
    await createIndex(runner, 'bookings_first_creation', 'bookings (organizationId, userId, status, createdAt)');
    await createIndex(runner, 'invoices_by_issue', 'invoices (organizationId, status, issuedAt, userId, totalMinor)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: its tables hold nothing that the records do not.');
  }
}
