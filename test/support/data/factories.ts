import type { DataSource } from 'typeorm';
import { Permission } from '../../../src/features/auth/permissions';
import { insertBookings } from '../../../src/features/bookings/booking-writes';
import { insertInvoices } from '../../../src/features/invoices/invoice-writes';
import { insertOrganization } from '../../../src/features/organizations/organization-writes';
import { UserStatus } from '../../../src/features/users/user.entity';
import { insertUsers, type NewUser } from '../../../src/features/users/user-writes';
import { insertRows } from '../../../src/platform/database/insert-rows';
import { transact } from '../../../src/platform/database/transaction';
import { addRow } from '../databases/rows';

let number = 0;

export interface TestOrganization {
  readonly id: number;
  readonly slug: string;
  readonly locationId: number;
  readonly ownerId: number;
  readonly adminId: number;
  readonly memberId: number;
}

export interface OrganizationOptions {
  readonly timezone?: string;
  readonly currency?: string;
  readonly customTermsEnabled?: boolean;
  readonly adminPermissions?: readonly Permission[];
  readonly customProperties?: readonly { key: string; name: string }[];
}

/**
 * An organization with an owner ("owner"), an admin who holds every permission ("admin"), a member ("member") and one
 * location.
 */
export async function createOrganization(
  dataSource: DataSource,
  options: OrganizationOptions = {},
): Promise<TestOrganization> {
  const {
    timezone = 'Europe/Lisbon',
    currency = 'EUR',
    customTermsEnabled = false,
    adminPermissions = Object.values(Permission),
    customProperties = [],
  } = options;
  const slug = `org-${process.pid}-${++number}`;
  const { manager } = dataSource;
  const id = await transact(dataSource, (writing) =>
    insertOrganization(writing, {
      slug,
      name: `Organization ${number}`,
      timezone,
      currency,
      customTermsEnabled,
      createdAt: new Date(0),
    }),
  );
  const locationId = await addRow(dataSource, 'locations', { organizationId: id, name: 'Main' });
  if (customProperties.length > 0) {
    await insertRows(
      manager,
      'custom_properties',
      ['organizationId', 'propertyKey', 'name', 'position'],
      customProperties.map(({ key, name }, index) => [id, key, name, index]),
    );
  }
  const [ownerId, adminId, memberId] = await addUsers(dataSource, id, [
    { username: 'owner', role: 'OWNER', firstName: 'Olga', lastName: 'Owner', email: 'owner@example.test' },
    {
      username: 'admin',
      role: 'ADMIN',
      permissions: [...adminPermissions],
      firstName: 'Adam',
      lastName: 'Admin',
      email: 'admin@example.test',
    },
    { username: 'member', role: 'MEMBER', firstName: 'Mia', lastName: 'Member', email: 'member@example.test' },
  ]);
  return { id, slug, locationId, ownerId: ownerId!, adminId: adminId!, memberId: memberId! };
}

/** Adds users and returns their ids in the same order. */
export async function addUsers(
  dataSource: DataSource,
  organizationId: number,
  users: readonly (Partial<NewUser> & { username: string })[],
): Promise<number[]> {
  await insertUsers(
    dataSource.manager,
    organizationId,
    users.map((user) => ({
      role: 'MEMBER',
      status: UserStatus.ACTIVE,
      createdAt: new Date('2025-01-01T00:00:00Z'),
      ...user,
    })),
  );
  const rows: { id: number; username: string }[] = await dataSource.query(
    'SELECT id, username FROM users WHERE organizationId = ?',
    [organizationId],
  );
  const ids = new Map(rows.map((row) => [row.username, row.id]));
  return users.map((user) => ids.get(user.username)!);
}

/** Adds locations, teams or plans and returns their ids in the same order. */
export async function addReferenceItems(
  dataSource: DataSource,
  table: 'locations' | 'teams' | 'plans',
  organizationId: number,
  names: readonly string[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) ids.push(await addRow(dataSource, table, { organizationId, name }));
  return ids;
}

/** Adds `count` members named user-000001 and so on. */
export const addManyUsers = (dataSource: DataSource, organizationId: number, count: number): Promise<number[]> =>
  addUsers(
    dataSource,
    organizationId,
    Array.from({ length: count }, (_unused, index) => ({
      username: `user-${String(index + 1).padStart(6, '0')}`,
      lastName: `Last ${index % 50}`,
    })),
  );

export interface TestBooking {
  readonly userId: number;
  readonly locationId?: number;
  readonly resource?: string | null;
  /** RFC 3339. */
  readonly startsAt: string;
  readonly createdAt?: string;
  /** Absent: one hour. */
  readonly durationMs?: number;
  readonly status?: 'PENDING' | 'CONFIRMED' | 'CANCELLED';
  readonly reference?: string;
}

export async function addBookings(
  dataSource: DataSource,
  organization: Pick<TestOrganization, 'id' | 'locationId'>,
  bookings: readonly TestBooking[],
): Promise<void> {
  await transact(dataSource, (manager) =>
    insertBookings(
      manager,
      organization.id,
      bookings.map(
        ({
          userId,
          locationId = organization.locationId,
          resource = null,
          startsAt,
          createdAt = startsAt,
          durationMs = 3_600_000,
          status = 'CONFIRMED',
          reference = `B${++number}`,
        }) => ({
          userId,
          locationId,
          resource,
          reference,
          startsAt: new Date(startsAt),
          endsAt: new Date(Date.parse(startsAt) + durationMs),
          createdAt: new Date(createdAt),
          status,
        }),
      ),
    ),
  );
}

export interface TestInvoice {
  readonly userId: number;
  readonly locationId?: number | null;
  /** RFC 3339. */
  readonly issuedAt: string;
  readonly totalMinor: number;
  readonly status?: 'OPEN' | 'PAID' | 'VOID';
}

export async function addInvoices(
  dataSource: DataSource,
  organization: Pick<TestOrganization, 'id'>,
  invoices: readonly TestInvoice[],
): Promise<void> {
  await transact(dataSource, (manager) =>
    insertInvoices(
      manager,
      organization.id,
      invoices.map(({ userId, locationId = null, issuedAt, totalMinor, status = 'PAID' }) => ({
        userId,
        locationId,
        number: `I${++number}`,
        issuedAt: new Date(issuedAt),
        totalMinor: BigInt(totalMinor),
        status,
      })),
    ),
  );
}
