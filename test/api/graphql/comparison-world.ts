import { AuditAction } from '../../../src/features/audit/audit-action';
import { UserStatus } from '../../../src/features/users/user.entity';
import {
  type FilteredList,
  filteredLists,
  type FilteredText,
  filteredTexts,
} from '../../../src/features/users/user-texts';
import { insertRows } from '../../../src/platform/database/insert-rows';
import type { SignedInOrganization, TestApp } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { cancelImport, startImport } from '../../support/clients/imports';
import { addUsers } from '../../support/data/factories';
import { oddLists, oddTexts } from '../../support/data/odd-texts';
import { readRows } from '../../support/databases/rows';

type FilteredFields = Readonly<Record<FilteredText, string | null>> & Readonly<Record<FilteredList, readonly string[]>>;

export interface User extends FilteredFields {
  readonly id: number;
  readonly username: string;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly email: string | null;
  readonly hasPaymentMethod: boolean;
  readonly autopaymentsEnabled: boolean;
  readonly status: UserStatus;
  readonly role: string;
  readonly teamId: number | null;
  readonly primaryLocationId: number | null;
  readonly planIds: readonly number[];
  readonly customValues: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
  readonly bookings: readonly Booking[];
  readonly invoices: readonly Invoice[];
}

export interface Booking {
  readonly id: number;
  readonly userId: number;
  readonly reference: string;
  readonly resource: string | null;
  readonly locationId: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdAt: string;
  readonly status: string;
}

export interface Invoice {
  readonly id: number;
  readonly userId: number;
  readonly number: string;
  readonly issuedAt: string;
  readonly totalMinor: number;
  readonly status: string;
  readonly locationId: number | null;
  readonly bookingId: number | null;
}

export interface Event {
  readonly id: number;
  readonly action: string;
  readonly userId: number | null;
  readonly exportId: number | null;
  readonly importId: number | null;
  readonly happenedAt: string;
  readonly details: string;
}

/** What an organization has, as plain objects. */
export interface World {
  readonly users: User[];
  readonly bookings: Booking[];
  readonly invoices: Invoice[];
  readonly events: Event[];
  readonly exports: Data[];
  readonly imports: Data[];
  readonly requests: Data[];
  readonly teamIds: number[];
  readonly planIds: number[];
  readonly locationIds: number[];
}

/** Fills the organization with records of every kind whose texts are odd. */
export async function createWorld(app: TestApp, organization: SignedInOrganization): Promise<World> {
  const { id: organizationId } = organization;
  const { dataSource } = app.app;
  const { manager } = dataSource;
  const idsOf = async (table: string): Promise<number[]> =>
    (await readRows(dataSource, table, { organizationId }, ['id'])).map(({ id }: { id: number }) => id);
  for (const table of ['teams', 'plans', 'locations'])
    await insertRows(
      manager,
      table,
      ['organizationId', 'name'],
      Array.from({ length: 12 }, (_unused, index) => [organizationId, `Part ${index}`]),
    );
  await insertRows(
    manager,
    'custom_properties',
    ['organizationId', 'propertyKey', 'name', 'position'],
    ['other', 'note', 'end'].map((key, index) => [organizationId, key, key, index]),
  );
  const [teamIds, planIds, locationIds] = [await idsOf('teams'), await idsOf('plans'), await idsOf('locations')];
  const pick = <T>(all: readonly T[], index: number): T => all[index % all.length]!;
  const instants = [
    '2026-01-01T00:00:00.000Z',
    '2026-01-31T23:59:59.999Z',
    '2026-02-01T00:00:00.000Z',
    '2026-03-01T00:00:00.000Z',
    '2026-03-01T00:00:00.001Z',
  ];

  const wanted = [...oddTexts.map((text) => [text]), ...oddLists].map((tags, index) => {
    const text = pick(oddTexts, index);
    return {
      // Texts that no other field of the user has, null for some.
      ...Object.fromEntries(
        filteredTexts.map((field, nth) => [
          field,
          index % (nth + 3) === 0 ? null : pick(oddTexts, index * (2 * nth + 1) + nth),
        ]),
      ),
      skills: [pick(oddTexts, index * 3), pick(oddTexts, index * 3 + 1)].slice(0, index % 3),
      externalPrimaryLocations: index % 4 === 0 ? [] : [pick(oddTexts, index * 13)],
      hasPaymentMethod: index % 3 === 0,
      autopaymentsEnabled: index % 4 === 0,
      username: `${text} ${index}`,
      lastName: text,
      firstName: index % 3 === 0 ? pick(oddTexts, index + 5) : null,
      email: index % 2 === 0 ? pick(oddTexts, index * 7) : null,
      company: index % 5 === 0 ? pick(oddTexts, index * 11) : null,
      accountType: index % 4 === 3 ? null : pick(oddTexts, index),
      tags: [...tags, ...(index % 6 === 0 ? [pick(oddTexts, index + 9), pick(oddTexts, index + 20)] : [])],
      status: pick(Object.values(UserStatus), index),
      role: 'MEMBER' as const,
      teamId: index % 3 === 0 ? null : pick(teamIds, index),
      primaryLocationId: index % 3 === 1 ? null : pick(locationIds, index),
      planIds: [pick(planIds, index), pick(planIds, index * 5 + 3)].slice(0, index % 3),
      customValues: {
        // A text that looks like another property.
        ...(index % 5 === 0 && { other: `x","note":"${text}","y` }),
        ...(index % 3 > 0 && { note: text }),
        ...(index % 7 === 0 && { end: text }),
      },
      createdAt: new Date(pick(instants, index)),
      lastLoginAt: index % 4 === 0 ? null : new Date(pick(instants, index + 1)),
    };
  });
  await addUsers(dataSource, organizationId, wanted);
  const stored: Data[] = await readRows(dataSource, 'users', { organizationId }, [
    'id',
    'username',
    'lastName',
    'firstName',
    'email',
    ...filteredTexts,
    'hasPaymentMethod',
    'autopaymentsEnabled',
    'role',
    'status',
    'createdAt',
    'lastLoginAt',
  ]);
  const at = (ms: unknown): string | null => (ms === null ? null : new Date(Number(ms)).toISOString());

  const bookings: Omit<Booking, 'id'>[] = [];
  const invoices: Omit<Invoice, 'id' | 'bookingId'>[] = [];
  const lasting = (startsAt: string, index: number): { startsAt: string; endsAt: string } => {
    const durationMs = pick([3_600_000, 3_599_999, 86_400_000, 60_000, 3_600_001], index);
    return { startsAt, endsAt: new Date(Date.parse(startsAt) + durationMs).toISOString() };
  };
  stored.forEach(({ id: userId }, index) => {
    const text = pick(oddTexts, index);
    const common = { userId, createdAt: pick(instants, index), locationId: pick(locationIds, index) };
    for (let nth = 0; nth < index % 3; nth++)
      bookings.push({
        ...common,
        reference: `${text}${index}.${nth}`,
        resource: nth === 0 ? text : null,
        ...lasting('2026-03-10T10:00:00.000Z', index + nth),
        status: 'CONFIRMED',
      });
    if (index % 2 === 0)
      bookings.push({
        ...common,
        reference: `${text}-${index}`,
        resource: pick(oddTexts, index * 7),
        ...lasting('2026-02-10T10:00:00.000Z', index),
        status: pick(['CONFIRMED', 'PENDING', 'CANCELLED'], index / 2),
      });
    if (index % 4 !== 0)
      invoices.push({
        userId,
        number: `${text}${index}`,
        issuedAt: pick(['2026-02-10T10:00:00.000Z', '2026-03-10T10:00:00.000Z', '2026-01-10T10:00:00.000Z'], index),
        totalMinor: pick([100, 1000, -5], index),
        status: pick(['OPEN', 'PAID', 'VOID', 'PAID'], index),
        locationId: index % 3 === 0 ? null : pick(locationIds, index * 5),
      });
  });
  const ms = (instant: string): number => Date.parse(instant);
  await insertRows(
    manager,
    'bookings',
    ['organizationId', 'userId', 'locationId', 'reference', 'resource', 'startsAt', 'endsAt', 'createdAt', 'status'],
    bookings.map((row) => [
      organizationId,
      row.userId,
      row.locationId,
      row.reference,
      row.resource,
      ms(row.startsAt),
      ms(row.endsAt),
      ms(row.createdAt),
      row.status,
    ]),
  );
  // Ids are in the order of insertion.
  const bookingIds = await idsOf('bookings');
  const allBookings = bookings.map((row, index) => ({ id: bookingIds[index]!, ...row }));
  const ofBookings = invoices.map((row, index) => ({
    ...row,
    bookingId: index % 3 === 0 ? null : (allBookings.find(({ userId }) => userId === row.userId)?.id ?? null),
  }));
  await insertRows(
    manager,
    'invoices',
    ['organizationId', 'userId', 'number', 'issuedAt', 'totalMinor', 'status', 'locationId', 'bookingId'],
    ofBookings.map((row) => [
      organizationId,
      row.userId,
      row.number,
      ms(row.issuedAt),
      row.totalMinor,
      row.status,
      row.locationId,
      row.bookingId,
    ]),
  );
  const invoiceIds = await idsOf('invoices');
  const allInvoices = ofBookings.map((row, index) => ({ id: invoiceIds[index]!, ...row }));

  const exports = [
    { dataset: 'USERS', format: 'CSV' },
    { dataset: 'BOOKINGS', format: 'XLSX' },
    { dataset: 'USERS', format: 'XLSX' },
  ];
  const started: string[] = [];
  for (const [index, input] of exports.entries())
    started.push((await startExport(index === 1 ? organization.admin : organization.owner, input)).export.id);
  await organization.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id: started[2] });
  const imports: string[] = [];
  for (const [index, dataset] of ['USERS', 'BOOKINGS', 'USERS'].entries())
    imports.push((await startImport(index === 1 ? organization.admin : organization.owner, { dataset })).id);
  await organization.owner.data(cancelImport, { id: imports[2] });
  const requests: Data[] = [];
  for (const format of ['CSV', 'XLSX'])
    requests.push(await run(organization.member, 'requestExport', { export: { format } }, 'id state'));
  await run(organization.member, 'cancelExportRequest', requests[1]!.id);
  await insertRows(
    manager,
    'audit_events',
    ['organizationId', 'happenedAt', 'action', 'userId', 'exportId', 'details'],
    oddTexts.map((text, index) => [
      organizationId,
      ms(pick(instants, index)),
      pick([AuditAction.USER_CREATED, AuditAction.USER_CHANGED], index),
      pick([organization.ownerId, organization.adminId, null], index),
      index % 5 === 0 ? Number(started[index % 3]) : null,
      `-${text}${pick(oddTexts, index * 3)}-`,
    ]),
  );
  const events: Data[] = await readRows(dataSource, 'audit_events', { organizationId }, [
    'id',
    'happenedAt',
    'action',
    'userId',
    'exportId',
    'importId',
    'details',
  ]);
  return {
    users: stored.map((row, index) => ({
      ...(row as User),
      ...Object.fromEntries(filteredLists.map((field) => [field, wanted[index - 3]?.[field] ?? []])),
      hasPaymentMethod: Boolean(row.hasPaymentMethod),
      autopaymentsEnabled: Boolean(row.autopaymentsEnabled),
      teamId: wanted[index - 3]?.teamId ?? null,
      primaryLocationId: wanted[index - 3]?.primaryLocationId ?? null,
      planIds: wanted[index - 3]?.planIds ?? [],
      customValues: wanted[index - 3]?.customValues ?? {},
      createdAt: at(row.createdAt)!,
      lastLoginAt: at(row.lastLoginAt),
      bookings: allBookings.filter(({ userId }) => userId === row.id),
      invoices: allInvoices.filter(({ userId }) => userId === row.id),
    })),
    bookings: allBookings,
    invoices: allInvoices,
    events: events.map((row) => ({ ...(row as Event), happenedAt: at(row.happenedAt)! })),
    exports: (
      await organization.owner.data('{ exports { nodes { id state dataset format requestedAt requestedBy { id } } } }')
    ).exports.nodes,
    imports: (
      await organization.owner.data('{ imports { nodes { id state dataset requestedAt requestedBy { id } } } }')
    ).imports.nodes,
    requests: (await organization.owner.data('{ exportRequests { nodes { id state } } }')).exportRequests.nodes,
    teamIds,
    planIds,
    locationIds,
  };
}
