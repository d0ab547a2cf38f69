import type { DataSource, EntityManager } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { raw, sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import { Permission } from '../auth/permissions';
import { insertBookings } from '../bookings/booking-writes';
import type { Invoice } from '../invoices/invoice.entity';
import { insertInvoices } from '../invoices/invoice-writes';
import { insertOrganization } from '../organizations/organization-writes';
import { UserStatus } from '../users/user.entity';
import { insertUsers, type NewUser } from '../users/user-writes';
import { oddValues } from './odd-values';
import { firstNames, lastNames, seededRandom } from './random-people';

export const demoSlug = 'demo';
export const demoPeople = { owner: 'olivia.owner', admin: 'adam.admin', member: 'mia.member' } as const;
const addressOf = (username: string): string => `${username}@example.test`;

type InvoicePlace = Pick<Invoice, 'locationId' | 'bookingId'>;

const counts = { users: 2_000, bookings: 40_000, invoices: 12_000 };
const dayMs = 86_400_000;

/**
 * Creates the demo organization with dates around `today`, replacing one of another day. The rows of a day are always
 * the same, except for ids. Returns false if the organization of that day already exists.
 */
export async function seedDemo(dataSource: DataSource, today: Date): Promise<boolean> {
  const dayStart = new Date(Math.floor(today.getTime() / dayMs) * dayMs);
  const [existing] = await query(dataSource, sql`SELECT id, createdAt FROM organizations WHERE slug = ${demoSlug}`);
  if (existing && Number(existing.createdAt) === dayStart.getTime()) return false;
  await transact(dataSource, async (manager) => {
    if (existing) await deleteDemo(manager, existing.id);
    await insertDemo(manager, dayStart);
  });
  return true;
}

async function deleteDemo(manager: EntityManager, organizationId: number): Promise<void> {
  // Deleted first because they refer to bookings or locations, which MySQL may otherwise delete before them.
  for (const table of ['invoices', 'bookings', 'users'])
    await execute(manager, sql`DELETE FROM ${raw(table)} WHERE organizationId = ${organizationId}`);
  await execute(manager, sql`DELETE FROM organizations WHERE id = ${organizationId}`);
}

async function insertDemo(manager: EntityManager, today: Date): Promise<void> {
  const random = seededRandom(20_261_122);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const maybe = <T>(share: number, value: () => T): T | null => (random() < share ? value() : null);
  const daysFrom = (min: number, max: number): Date =>
    new Date(today.getTime() + Math.floor((min + random() * (max - min)) * dayMs));

  const organizationId = await insertOrganization(manager, {
    slug: demoSlug,
    name: 'Harbour Works',
    timezone: 'Europe/Lisbon',
    currency: 'EUR',
    customTermsEnabled: true,
    createdAt: today,
  });
  const part = async (table: 'locations' | 'teams' | 'plans', names: readonly string[]): Promise<number[]> => {
    await insertRows(
      manager,
      table,
      ['organizationId', 'name'],
      names.map((name) => [organizationId, name]),
    );
    const rows: { id: number }[] = await query(
      manager,
      sql`SELECT id FROM ${raw(table)} WHERE organizationId = ${organizationId} ORDER BY id`,
    );
    return rows.map((row) => row.id);
  };
  const locations = await part('locations', ['Harbour', 'Old Mill', 'Main|HQ', 'North\\South']);
  const teams = await part('teams', ['Atlas', 'Bluefin', 'Café Crème', '=Team', 'Zephyr']);
  const plans = await part('plans', ['Day pass', 'Flex 10', 'Fixed desk', 'Private office', 'Evening|Weekend']);
  await insertRows(
    manager,
    'custom_properties',
    ['organizationId', 'propertyKey', 'name', 'position'],
    [
      [organizationId, 'locker', 'Locker', 1],
      [organizationId, 'diet', 'Diet, allergies', 2],
      [organizationId, 'emergency_contact', '=Emergency contact', 3],
    ],
  );

  const person = (index: number): NewUser => {
    const firstName = pick(firstNames);
    const lastName = pick(lastNames);
    const odd = index % 10 === 0 ? oddValues[(index / 10) % oddValues.length]! : null;
    const usesApp = random() < 0.6;
    return {
      username: `${firstName}.${lastName}.${index}`.toLowerCase(),
      role: 'MEMBER',
      status: pick([UserStatus.ACTIVE, UserStatus.ACTIVE, UserStatus.ACTIVE, UserStatus.INACTIVE, UserStatus.PENDING]),
      firstName,
      lastName,
      email: `${firstName}.${lastName.replaceAll(' ', '-')}.${index}@example.test`.toLowerCase(),
      title: maybe(0.3, () => pick(['Dr', 'Ms', 'Mr', 'Prof.'])),
      profession: pick(['Designer', 'Developer', 'Writer', 'Lawyer', 'Physio']),
      bio:
        odd ??
        maybe(
          0.4,
          () =>
            `${firstName} works on ${pick(['maps', 'bread', 'tides', 'ledgers'])}.\nLikes "${pick(['tea', 'rain', 'chess'])}", and commas.`,
        ),
      skills:
        random() < 0.5
          ? [pick(['TypeScript', 'C++', 'Français']), pick(['Pipes | and \\ slashes', 'Sailing', 'SQL'])]
          : [],
      tags: random() < 0.3 ? [pick(['vip', 'press', 'alumni'])] : [],
      company:
        odd !== null && index % 20 === 0
          ? odd.slice(0, 200)
          : maybe(0.6, () => `${pick(lastNames)} & ${pick(lastNames)}, Lda.`),
      phone: maybe(0.8, () => `+351 9${Math.floor(10_000_000 + random() * 89_999_999)}`),
      city: pick(['Lisboa', 'Porto', 'Faro', 'Évora']),
      country: 'Portugal',
      skype: maybe(0.2, () => `live:${firstName}`),
      linkedInProfile: maybe(0.4, () => `https://linkedin.example/in/${index}`),
      facebookProfile: maybe(0.2, () => `https://facebook.example/${index}`),
      googleProfile: null,
      accountType: pick(['Member', 'Member', 'Guest', 'Resident']),
      source: pick(['Website', 'Referral', 'Walk-in', '-']),
      profile: index % 4 === 0 ? 'Guest pass' : 'Resident',
      ...(index % 4 === 0 && {
        sponsor: 'Olivia Owner',
        validityPeriod: `${today.getUTCFullYear()}-01-01/${today.getUTCFullYear()}-12-31`,
      }),
      createdAt: daysFrom(-900, 0),
      lastLoginAt: maybe(0.8, () => daysFrom(-90, 0)),
      planIds: random() < 0.7 ? [...new Set([pick(plans), pick(plans)])] : [],
      teamId: maybe(0.5, () => pick(teams)),
      primaryLocationId: maybe(0.9, () => pick(locations)),
      externalPrimaryLocations: random() < 0.1 ? ['HQ|2', 'Dock 7'] : [],
      hasPaymentMethod: random() < 0.6,
      autopaymentsEnabled: random() < 0.4,
      additionalNotificationEmail: maybe(0.1, () => `billing.${index}@example.test`),
      billingName: maybe(0.7, () => `${firstName} ${lastName}`),
      billingStreetAddress: maybe(0.7, () => `Rua do Porto ${1 + (index % 200)}, 2.º Esq`),
      billingCity: 'Lisboa',
      billingPostalCode: maybe(0.7, () => `0${100 + (index % 900)}-00${index % 10}`),
      billingCountry: 'Portugal',
      taxNumber: maybe(0.6, () => `00${200_000_000 + index}`),
      appVersion: usesApp ? pick(['5.0.1', '5.10', '4.9']) : null,
      locationServicesOn: usesApp ? random() < 0.5 : null,
      bluetoothOn: usesApp ? random() < 0.5 : null,
      deviceModel: usesApp ? pick(['Pixel 9', 'iPhone17,2', 'SM-S931B']) : null,
      customValues:
        random() < 0.3 ? { locker: `00${index % 50}`, ...(odd !== null && { diet: odd.slice(0, 200) }) } : {},
      termsVersion: maybe(0.8, () => pick(['1.0', '2.0'])),
      termsAgreedAt: maybe(0.8, () => daysFrom(-500, 0)),
    };
  };
  const people: NewUser[] = [
    {
      ...person(1),
      username: demoPeople.owner,
      email: addressOf(demoPeople.owner),
      firstName: 'Olivia',
      lastName: 'Owner',
      role: 'OWNER',
      status: UserStatus.ACTIVE,
    },
    {
      ...person(2),
      username: demoPeople.admin,
      email: addressOf(demoPeople.admin),
      firstName: 'Adam',
      lastName: 'Admin',
      role: 'ADMIN',
      permissions: Object.values(Permission),
      status: UserStatus.ACTIVE,
    },
    {
      ...person(3),
      username: demoPeople.member,
      email: addressOf(demoPeople.member),
      firstName: 'Mia',
      lastName: 'Member',
      status: UserStatus.ACTIVE,
    },
  ];
  while (people.length < counts.users) people.push(person(people.length + 1));
  await insertUsers(manager, organizationId, people);
  const idsOf = async (table: 'users' | 'bookings', order: 'id' | 'reference'): Promise<number[]> => {
    const rows: { id: number }[] = await query(
      manager,
      sql`SELECT id FROM ${raw(table)} WHERE organizationId = ${organizationId} ORDER BY ${raw(order)}`,
    );
    return rows.map((row) => row.id);
  };
  const userIds = await idsOf('users', 'id');

  // A third of the users never book; the others book unevenly.
  const active = userIds.filter((_id, index) => index % 3 !== 0 || index < 3);
  const bookings = Array.from({ length: counts.bookings }, (_unused, index) => {
    const startsAt = daysFrom(-420, 45);
    const createdAt = new Date(
      Math.min(startsAt.getTime() - Math.floor(random() * 40 * dayMs), today.getTime() + dayMs - 1),
    );
    return {
      userId: active[Math.floor(random() ** 2 * active.length)]!,
      locationId: pick(locations),
      reference: `B${String(index + 1).padStart(6, '0')}`,
      resource: pick(['Room A', 'Room B', 'Desk 12', null]),
      startsAt,
      endsAt: new Date(startsAt.getTime() + pick([30, 60, 90, 480]) * 60_000),
      createdAt,
      status: pick(['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'PENDING', 'CANCELLED'] as const),
    };
  });
  await insertBookings(manager, organizationId, bookings);
  const invoices = Array.from({ length: counts.invoices }, (_unused, index) => ({
    userId: pick(active),
    number: `I${String(index + 1).padStart(6, '0')}`,
    issuedAt: daysFrom(-420, 1),
    totalMinor: BigInt(Math.floor(random() * 50_000) - (random() < 0.02 ? 20_000 : 0)),
    status: pick(['PAID', 'PAID', 'PAID', 'OPEN', 'VOID'] as const),
  }));
  const bookingIds = await idsOf('bookings', 'reference');
  const bookingsOf = new Map<number, InvoicePlace[]>();
  for (const [index, { userId, locationId }] of bookings.entries())
    bookingsOf.set(userId, [...(bookingsOf.get(userId) ?? []), { bookingId: bookingIds[index]!, locationId }]);
  const place = (userId: number): InvoicePlace =>
    maybe(0.5, () => pick(bookingsOf.get(userId) ?? [])) ?? {
      bookingId: null,
      locationId: maybe(0.5, () => pick(locations)),
    };
  await insertInvoices(
    manager,
    organizationId,
    invoices.map((invoice) => ({ ...invoice, ...place(invoice.userId) })),
  );
}
