import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EntityManager } from 'typeorm';
import { openAppDatabase } from '../src/database';
import { firstNames, lastNames, seededRandom } from '../src/features/demo/random-people';
import { UserStatus } from '../src/features/users/user.entity';
import { insertUsers, type NewUser } from '../src/features/users/user-writes';
import type { DatabaseConfig } from '../src/platform/database/data-source';
import { insertRows } from '../src/platform/database/insert-rows';
import { migrations } from '../src/platform/database/migrations';
import { transact } from '../src/platform/database/transaction';
import { type LoadRows, rowLoader } from './load-rows';
import type { MariaDb } from './mariadb';
import { cacheFolder } from './paths';
import { note, seconds } from './report';
import { rollupsOf } from './rollups';

export type Engine = 'SQLite' | 'MariaDB';

/** The instant of "this month" in every run, so that two runs write the same bytes. */
export const asOf = new Date('2026-11-15T12:00:00Z');
export const ownerName = 'owner';
/** The custom properties of the bench's organization, in order. Each is a column after the 46 columns of USER_SUMMARY. */
export const customKeys = [
  'locker',
  'diet',
  'parking',
  'badge',
  'emergencyContact',
  'emergencyPhone',
  'birthday',
  'pronouns',
  'desk',
  'monitor',
  'bicycle',
  'newsletter',
  'referredBy',
  'note',
] as const;
export const slug = 'bench';

/** Change `version` with the code below. Cached data of another recipe, or of other tables, is generated again. */
const recipe = (users: number, bookings: number) => ({
  version: 4,
  users,
  bookings,
  invoices: Math.round(0.3 * bookings),
  tables: hashOf(migrations.map(String).join()),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

export interface BenchData extends DatabaseConfig {
  readonly engine: Engine;
  readonly users: number;
  readonly bookings: number;
}

export const sizeOf = ({ engine, bookings }: BenchData): string => `${bookings / 1e6} M bookings, ${engine}`;

/** Returns an organization of this size on this engine. Reuses the data of the last run if its recipe is the same. */
export async function prepareData(
  engine: Engine,
  users: number,
  bookings: number,
  server: MariaDb | null,
  fresh: boolean,
): Promise<BenchData> {
  const name = `bench_${users}_${bookings}`;
  const dataDir = path.join(cacheFolder, `${engine.toLowerCase()}-${users}-${bookings}`);
  const data: BenchData = {
    engine,
    users,
    bookings,
    dataDir,
    databaseUrl: engine === 'MariaDB' ? `${server!.url}/${name}` : null,
  };
  const counts = recipe(users, bookings);
  const stamp = path.join(dataDir, 'recipe.json');
  const expected = JSON.stringify(counts);
  if (!fresh && existsSync(stamp) && readFileSync(stamp, 'utf8') === expected) return data;

  const startedAtMs = performance.now();
  note(`generating the data: ${engine}, ${users} users, ${bookings} bookings, ${counts.invoices} invoices ...`);
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  if (engine === 'MariaDB') {
    await server!.dropDatabase(name);
    await server!.createDatabase(name);
  }
  const dataSource = await openAppDatabase(data);
  try {
    // Rows arrive in random index order. Without a large cache, a million rows take minutes.
    if (engine === 'SQLite') await dataSource.query('PRAGMA cache_size = -1000000');
    const write = (work: (manager: EntityManager) => Promise<void>): Promise<void> => transact(dataSource, work);
    await fill(write, rowLoader(dataSource, data), counts, (sql, parameters) => dataSource.query(sql, parameters));
    // The rows were inserted directly, so the product has not updated its daily totals.
    await rollupsOf(dataSource, data).rebuildOutdated();
    await dataSource.query(
      engine === 'MariaDB' ? 'ANALYZE TABLE users, bookings, invoices, day_figures' : 'PRAGMA wal_checkpoint(TRUNCATE)',
    );
  } finally {
    await dataSource.destroy();
  }
  writeFileSync(stamp, expected);
  note(`generated in ${seconds(performance.now() - startedAtMs)}`);
  return data;
}

type Write = (work: (manager: EntityManager) => Promise<void>) => Promise<void>;
type Query = (sql: string, parameters: unknown[]) => Promise<{ id: number }[]>;

const dayMs = 86_400_000;
const batch = 10_000;

/**
 * Texts of realistic lengths, with two thirds of the optional ones set. The venue's zone has no offset, no user has two
 * plans, and no JSON value contains a quote or backslash, so that the SQL of the baselines can format the same cells
 * without more work than the product.
 */
async function fill(write: Write, load: LoadRows, counts: ReturnType<typeof recipe>, query: Query): Promise<void> {
  const random = seededRandom(20_261_122);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const maybe = <T>(share: number, value: () => T): T | null => (random() < share ? value() : null);
  const daysFrom = (min: number, max: number): number =>
    asOf.getTime() + Math.floor((min + random() * (max - min)) * dayMs);

  await write((manager) =>
    insertRows(
      manager,
      'organizations',
      ['slug', 'name', 'timezone', 'currency', 'customTermsEnabled', 'createdAt'],
      [[slug, 'Bench', 'Atlantic/Reykjavik', 'EUR', 0, asOf.getTime()]],
    ),
  );
  const [organization] = await query('SELECT id FROM organizations WHERE slug = ?', [slug]);
  const organizationId = organization!.id;
  const part = async (table: string, names: readonly string[]): Promise<number[]> => {
    await write((manager) =>
      insertRows(
        manager,
        table,
        ['organizationId', 'name'],
        names.map((name) => [organizationId, name]),
      ),
    );
    return (await query(`SELECT id FROM ${table} WHERE organizationId = ? ORDER BY id`, [organizationId])).map(
      ({ id }) => id,
    );
  };
  const locations = await part('locations', ['Harbour', 'Old Mill', 'Station', 'Lighthouse']);
  const teams = await part('teams', ['Atlas', 'Bluefin', 'Café Crème', 'Zephyr']);
  await write((manager) =>
    insertRows(
      manager,
      'custom_properties',
      ['organizationId', 'propertyKey', 'name', 'position'],
      customKeys.map((key, position) => [organizationId, key, `Own ${key}`, position]),
    ),
  );
  const plans = await part('plans', ['Day pass', 'Flex 10', 'Fixed desk', 'Private office']);

  const newUser = (index: number): NewUser => {
    const firstName = pick(firstNames);
    const lastName = pick(lastNames);
    const usesApp = random() < 0.6;
    return {
      username: index === 0 ? ownerName : `${firstName}.${lastName}.${index}`.toLowerCase(),
      role: index === 0 ? 'OWNER' : 'MEMBER',
      // The bench signs in as the owner, and only ACTIVE accounts can sign in.
      status:
        index === 0
          ? UserStatus.ACTIVE
          : pick([UserStatus.ACTIVE, UserStatus.ACTIVE, UserStatus.INACTIVE, UserStatus.PENDING]),
      firstName,
      lastName,
      email: `${firstName}.${lastName}.${index}@example.test`.toLowerCase(),
      title: maybe(0.3, () => pick(['Dr', 'Ms', 'Mr', 'Prof.'])),
      profession: pick(['Designer', 'Developer', 'Writer', 'Lawyer', 'Physio']),
      bio: maybe(
        0.4,
        () =>
          `${firstName} works on ${pick(['maps', 'bread', 'tides', 'ledgers'])}.\nLikes "${pick(['tea', 'rain', 'chess'])}", and commas.`,
      ),
      skills: random() < 0.5 ? [pick(['TypeScript', 'Go', 'Français']), pick(['Woodwork', 'Sailing', 'SQL'])] : [],
      company: maybe(0.6, () => `${pick(lastNames)} & ${pick(lastNames)}, Lda.`),
      phone: maybe(0.8, () => `00351 9${Math.floor(10_000_000 + random() * 89_999_999)}`),
      city: pick(['Lisboa', 'Porto', 'Faro', 'Évora']),
      country: 'Portugal',
      skype: maybe(0.2, () => `live:${firstName}`),
      linkedInProfile: maybe(0.4, () => `https://linkedin.example/in/${index}`),
      facebookProfile: maybe(0.2, () => `https://facebook.example/${index}`),
      accountType: pick(['Member', 'Member', 'Guest', 'Resident']),
      source: pick(['Website', 'Referral', 'Walk-in']),
      createdAt: new Date(daysFrom(-900, 0)),
      lastLoginAt: maybe(0.8, () => new Date(daysFrom(-90, 0))),
      planIds: random() < 0.7 ? [pick(plans)] : [],
      teamId: maybe(0.5, () => pick(teams)),
      primaryLocationId: maybe(0.9, () => pick(locations)),
      externalPrimaryLocations: random() < 0.1 ? ['HQ 2', 'Dock 7'] : [],
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
      customValues: Object.fromEntries(
        customKeys
          .filter(() => random() < 0.6)
          .map((key) => [key, pick(['yes', 'no', 'Café', `${key} ${index % 1000}`, '2026-03-29'])]),
      ),
    };
  };
  const inBatches = async (
    count: number,
    writeBatch: (manager: EntityManager, indexes: number[]) => Promise<void>,
  ): Promise<void> => {
    for (let start = 0; start < count; start += batch) {
      const indexes = Array.from({ length: Math.min(batch, count - start) }, (_unused, index) => start + index);
      await write((manager) => writeBatch(manager, indexes));
    }
  };
  await inBatches(counts.users, (manager, indexes) => insertUsers(manager, organizationId, indexes.map(newUser)));
  const userIds = (await query('SELECT id FROM users WHERE organizationId = ? ORDER BY id', [organizationId])).map(
    ({ id }) => id,
  );
  // A third of the users never book. The others book unevenly.
  const visitors = userIds.filter((_id, index) => index % 3 !== 0);
  const visitor = (): number => visitors[Math.floor(random() ** 1.5 * visitors.length)]!;

  const bookingColumns = [
    'organizationId',
    'userId',
    'locationId',
    'reference',
    'resource',
    'startsAt',
    'endsAt',
    'createdAt',
    'status',
  ];
  await load('bookings', bookingColumns, counts.bookings, (index) => {
    const userId = visitor();
    const startsAt = daysFrom(-715, 45);
    const createdAt = Math.min(startsAt - Math.floor(random() * 40 * dayMs), asOf.getTime());
    return [
      organizationId,
      userId,
      pick(locations),
      `B${String(index).padStart(8, '0')}`,
      pick(['Room A', 'Room B', 'Desk 12', null]),
      startsAt,
      startsAt + 3_600_000,
      createdAt,
      pick(['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'PENDING', 'CANCELLED']),
    ];
  });
  await load(
    'invoices',
    ['organizationId', 'userId', 'number', 'issuedAt', 'totalMinor', 'status'],
    counts.invoices,
    (index) => [
      organizationId,
      visitor(),
      `I${String(index).padStart(8, '0')}`,
      daysFrom(-715, 0),
      Math.floor(random() * 50_000) - (random() < 0.02 ? 20_000 : 0),
      pick(['PAID', 'PAID', 'PAID', 'OPEN', 'VOID']),
    ],
  );
}
