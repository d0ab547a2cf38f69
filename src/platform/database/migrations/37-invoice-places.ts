import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';
import { createTable } from './create-table';

const toLocation = 'FOREIGN KEY (organizationId, locationId) REFERENCES locations (organizationId, id)';
const toBooking = 'FOREIGN KEY (organizationId, bookingId) REFERENCES bookings (organizationId, id)';

/** The location and the booking of an invoice. Earlier invoices have none. */
export class InvoicePlaces1768003200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await createIndex(runner, 'bookings_of_organization', 'bookings (organizationId, id)', 'UNIQUE');
    if (d.engine === 'mysql') {
      for (const name of ['locationId', 'bookingId']) await addColumn(runner, 'invoices', name, d.integer);
      await createIndexes(runner);
      await addForeignKey(runner, 'invoices_to_location', toLocation);
      await addForeignKey(runner, 'invoices_to_booking', toBooking);
    } else {
      await rebuild(runner);
      await createIndexes(runner);
    }
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: invoices would lose their locations and bookings.');
  }
}

async function createIndexes(runner: QueryRunner): Promise<void> {
  await createIndex(runner, 'invoices_location', 'invoices (organizationId, locationId)');
  await createIndex(runner, 'invoices_booking', 'invoices (organizationId, bookingId)');
}

/** Can be repeated: MySQL knows no IF NOT EXISTS here. */
async function addForeignKey(runner: QueryRunner, name: string, key: string): Promise<void> {
  const [existing] = await runner.query(
    'SELECT 1 FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND constraint_name = ?',
    [name],
  );
  if (!existing) await runner.query(`ALTER TABLE invoices ADD CONSTRAINT ${name} ${key}`);
}

/** SQLite adds no foreign key of two columns to a table. Nothing refers to invoices, so a new table can replace theirs. */
async function rebuild(runner: QueryRunner): Promise<void> {
  const [existing] = await runner.query("SELECT 1 FROM pragma_table_info('invoices') WHERE name = 'bookingId'");
  if (existing) return;
  const d = dialectOf(runner.dataSource);
  await createTable(
    runner,
    'new_invoices',
    `id ${d.primaryKey}`,
    `organizationId ${d.integer} NOT NULL`,
    `userId ${d.integer} NOT NULL`,
    `number ${d.text(64)} NOT NULL`,
    `issuedAt ${d.instant} NOT NULL`,
    `totalMinor ${d.bigInteger} NOT NULL`,
    `status ${d.code(4)} NOT NULL`,
    `locationId ${d.integer}`,
    `bookingId ${d.integer}`,
    'UNIQUE (organizationId, number)',
    'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE',
    'FOREIGN KEY (organizationId, userId) REFERENCES users (organizationId, id) ON DELETE CASCADE',
    toLocation,
    toBooking,
  );
  const columns = 'id, organizationId, userId, number, issuedAt, totalMinor, status';
  // Ids are never used again, also after an invoice is deleted.
  const [last] = await runner.query("SELECT seq FROM sqlite_sequence WHERE name = 'invoices'");
  await runner.query(`INSERT INTO new_invoices (${columns}) SELECT ${columns} FROM invoices ORDER BY id`);
  await runner.query('DROP TABLE invoices');
  await runner.query('ALTER TABLE new_invoices RENAME TO invoices');
  await runner.query("DELETE FROM sqlite_sequence WHERE name = 'invoices'");
  if (last) await runner.query("INSERT INTO sqlite_sequence (name, seq) VALUES ('invoices', ?)", [last.seq]);
  await createIndex(runner, 'invoices_figures', 'invoices (organizationId, userId, status, issuedAt, totalMinor)');
  await createIndex(runner, 'invoices_issued', 'invoices (organizationId, issuedAt, id)');
  await createIndex(runner, 'invoices_by_issue', 'invoices (organizationId, status, issuedAt, userId, totalMinor)');
  await createIndex(runner, 'invoices_listed', 'invoices (organizationId, id)');
}
