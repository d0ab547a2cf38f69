import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/**
 * Rows of an organization refer to each other by (organizationId, id): the database itself refuses a reference that
 * crosses organizations. Statements can be repeated, because MySQL cannot roll back a half-done migration.
 */
export class FirstTables1763769600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const id = `id ${d.primaryKey}`;
    const instant = d.instant;
    const ofOrganization = `organizationId ${d.integer} NOT NULL`;
    const toOrganization = 'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE';
    const toUser = (column: string) =>
      `FOREIGN KEY (organizationId, ${column}) REFERENCES users (organizationId, id) ON DELETE CASCADE`;

    await createTable(
      runner,
      'organizations',
      id,
      `slug ${d.code(64)} NOT NULL UNIQUE`,
      `name ${d.text(200)} NOT NULL`,
      `timezone ${d.code(64)} NOT NULL`,
      `currency ${d.code(3)} NOT NULL`,
      `customTermsEnabled ${d.boolean} NOT NULL DEFAULT 0`,
      `createdAt ${instant} NOT NULL`,
    );

    for (const name of ['locations', 'teams', 'plans']) {
      await createTable(
        runner,
        name,
        id,
        ofOrganization,
        `name ${d.text(191)} NOT NULL`,
        'UNIQUE (organizationId, name)',
        'UNIQUE (organizationId, id)',
        toOrganization,
      );
    }
    await createTable(
      runner,
      'custom_properties',
      id,
      ofOrganization,
      `propertyKey ${d.code(64)} NOT NULL`,
      `name ${d.text(191)} NOT NULL`,
      `position ${d.integer} NOT NULL`,
      'UNIQUE (organizationId, propertyKey)',
      toOrganization,
    );

    const texts = (length: number, ...names: string[]) => names.map((name) => `${name} ${d.text(length)}`);
    await createTable(
      runner,
      'users',
      id,
      ofOrganization,
      `username ${d.text(191)} NOT NULL`,
      `usernameKey ${d.text(191)} NOT NULL`,
      `searchText ${d.longText} NOT NULL`,
      `role ${d.code(16)} NOT NULL`,
      `permissions ${d.longText} NOT NULL`,
      ...texts(200, 'lastName', 'firstName', 'email', 'title', 'profession', 'company', 'city', 'country', 'skype'),
      `phone ${d.text(64)}`,
      ...texts(300, 'linkedInProfile', 'facebookProfile', 'googleProfile'),
      `bio ${d.longText}`,
      `skills ${d.longText} NOT NULL`,
      `tags ${d.longText} NOT NULL`,
      `status ${d.code(16)} NOT NULL`,
      `accountType ${d.text(100)}`,
      `source ${d.text(100)}`,
      `createdAt ${instant} NOT NULL`,
      `lastLoginAt ${instant}`,
      `planIds ${d.longText} NOT NULL`,
      `teamId ${d.integer}`,
      `primaryLocationId ${d.integer}`,
      `externalPrimaryLocations ${d.longText} NOT NULL`,
      `hasPaymentMethod ${d.boolean} NOT NULL DEFAULT 0`,
      `autopaymentsEnabled ${d.boolean} NOT NULL DEFAULT 0`,
      ...texts(
        200,
        'additionalNotificationEmail',
        'billingName',
        'billingStreetAddress',
        'billingCity',
        'billingCountry',
      ),
      ...texts(64, 'billingPostalCode', 'taxNumber'),
      ...texts(100, 'appVersion', 'deviceModel'),
      `locationServicesOn ${d.boolean}`,
      `bluetoothOn ${d.boolean}`,
      `customValues ${d.longText} NOT NULL`,
      `termsVersion ${d.text(64)}`,
      `termsAgreedAt ${instant}`,
      'UNIQUE (organizationId, id)',
      'UNIQUE (organizationId, usernameKey)',
      toOrganization,
      'FOREIGN KEY (organizationId, teamId) REFERENCES teams (organizationId, id)',
      'FOREIGN KEY (organizationId, primaryLocationId) REFERENCES locations (organizationId, id)',
    );

    await createTable(
      runner,
      'bookings',
      id,
      ofOrganization,
      `userId ${d.integer} NOT NULL`,
      `locationId ${d.integer} NOT NULL`,
      `reference ${d.text(64)} NOT NULL`,
      `resource ${d.text(200)}`,
      `startsAt ${instant} NOT NULL`,
      `endsAt ${instant} NOT NULL`,
      `createdAt ${instant} NOT NULL`,
      `status ${d.code(9)} NOT NULL`,
      'UNIQUE (organizationId, reference)',
      toOrganization,
      toUser('userId'),
      'FOREIGN KEY (organizationId, locationId) REFERENCES locations (organizationId, id)',
    );

    await createTable(
      runner,
      'invoices',
      id,
      ofOrganization,
      `userId ${d.integer} NOT NULL`,
      `number ${d.text(64)} NOT NULL`,
      `issuedAt ${instant} NOT NULL`,
      `totalMinor ${d.bigInteger} NOT NULL`,
      `status ${d.code(4)} NOT NULL`,
      'UNIQUE (organizationId, number)',
      toOrganization,
      toUser('userId'),
    );

    await createTable(
      runner,
      'access_tokens',
      id,
      ofOrganization,
      `userId ${d.integer} NOT NULL`,
      `tokenHash ${d.code(64)} NOT NULL UNIQUE`,
      `createdAt ${instant} NOT NULL`,
      `expiresAt ${instant} NOT NULL`,
      `revokedAt ${instant}`,
      toOrganization,
      toUser('userId'),
    );

    await createTable(
      runner,
      'exports',
      id,
      ofOrganization,
      `requestedById ${d.integer} NOT NULL`,
      `dataset ${d.code(16)} NOT NULL`,
      `format ${d.code(8)} NOT NULL`,
      `selection ${d.longText} NOT NULL`,
      `columnKeys ${d.longText} NOT NULL`,
      `activeKey ${d.code(64)} UNIQUE`,
      `state ${d.code(16)} NOT NULL`,
      `version ${d.integer} NOT NULL`,
      `updatedAt ${instant} NOT NULL`,
      `requestedAt ${instant} NOT NULL`,
      `startedAt ${instant}`,
      `finishedAt ${instant}`,
      `asOf ${instant}`,
      `snapshotAt ${instant}`,
      `expiresAt ${instant}`,
      `timezone ${d.code(64)}`,
      `timezoneDataVersion ${d.code(16)}`,
      `attempt ${d.integer} NOT NULL`,
      `leaseOwner ${d.code(40)}`,
      `leaseUntil ${instant}`,
      `phase ${d.code(16)} NOT NULL`,
      `rowsDone ${d.integer} NOT NULL`,
      `rowsTotal ${d.integer}`,
      `percent ${d.integer} NOT NULL DEFAULT 0`,
      `bytesWritten ${d.bigInteger} NOT NULL`,
      'rowsPerSecond DOUBLE',
      `failureCode ${d.code(32)}`,
      `failureMessage ${d.text(500)}`,
      `warnings ${d.longText} NOT NULL`,
      `fileKey ${d.code(128)}`,
      `fileName ${d.text(200)}`,
      `fileBytes ${d.bigInteger}`,
      `fileRows ${d.integer}`,
      `fileSha256 ${d.code(64)}`,
      toOrganization,
      toUser('requestedById'),
    );

    await createTable(
      runner,
      'audit_events',
      id,
      ofOrganization,
      `happenedAt ${instant} NOT NULL`,
      `action ${d.code(40)} NOT NULL`,
      `userId ${d.integer}`,
      `username ${d.text(191)}`,
      `address ${d.text(64)}`,
      `exportId ${d.integer}`,
      `details ${d.longText} NOT NULL`,
      toOrganization,
    );

    const index = (name: string, on: string) => createIndex(runner, name, on);
    // The figures read these two and nothing else.
    await index('bookings_figures', 'bookings (organizationId, userId, status, startsAt, createdAt)');
    await index('invoices_figures', 'invoices (organizationId, userId, status, issuedAt, totalMinor)');
    await index('bookings_started', 'bookings (organizationId, startsAt, id)');
    await index('bookings_created', 'bookings (organizationId, createdAt, id)');
    await index('bookings_location', 'bookings (organizationId, locationId)');
    await index('invoices_issued', 'invoices (organizationId, issuedAt, id)');
    await index('users_created', 'users (organizationId, createdAt, id)');
    await index('users_last_login', 'users (organizationId, lastLoginAt, id)');
    await index('users_role', 'users (organizationId, role)');
    await index('exports_listed', 'exports (organizationId, id)');
    await index('exports_claimable', 'exports (state, id)');
    await index('exports_changed', 'exports (updatedAt)');
    await index('audit_events_listed', 'audit_events (organizationId, id)');
  }

  async down(): Promise<void> {
    throw new Error('The first migration is not undone: drop the database instead.');
  }
}
