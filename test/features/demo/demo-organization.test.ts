/** @slow */
import type { DataSource } from 'typeorm';
import { seedDemo } from '../../../src/features/demo/demo-organization';
import { oddValues } from '../../../src/features/demo/odd-values';
import { isMailAddress } from '../../../src/platform/mail/mailer';
import { createTestApp, type TestApp } from '../../support/apps/app';
import { totalsCheck } from '../../support/apps/totals';
import { exportFile } from '../../support/clients/exports';
import { eachEngine, engines } from '../../support/databases/engines';
import { countRows, deleteRows, readColumn, readRows } from '../../support/databases/rows';

const today = new Date('2026-03-15T17:30:00Z');
const tables = {
  organizations: 'slug',
  locations: 'name',
  teams: 'name',
  plans: 'name',
  custom_properties: 'propertyKey',
  users: 'username',
  bookings: 'reference',
  invoices: 'number',
};

/** Every row of the database, with ids replaced by what they refer to. */
async function everything(dataSource: DataSource): Promise<Record<string, unknown[]>> {
  const names = new Map<string, unknown>();
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const [table, key] of Object.entries(tables)) {
    rows[table] = (await readRows(dataSource, table)).sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
    for (const row of rows[table]) names.set(`${table} ${row.id}`, row[key]);
  }
  const references: Record<string, string> = {
    organizationId: 'organizations',
    userId: 'users',
    locationId: 'locations',
    primaryLocationId: 'locations',
    bookingId: 'bookings',
    teamId: 'teams',
  };
  const named = (row: Record<string, unknown>): unknown =>
    Object.entries(row).flatMap(([field, value]): unknown[] => {
      if (field === 'id') return [];
      if (field === 'planIds') return [(JSON.parse(value as string) as number[]).map((id) => names.get(`plans ${id}`))];
      return [references[field] ? (names.get(`${references[field]} ${value}`) ?? value) : value];
    });
  return Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.map(named)]));
}

describe('the demo organization', () => {
  const apps: TestApp[] = [];
  const fresh = async (): Promise<TestApp> => {
    const app = await createTestApp(engines[0]!, { worker: apps.length === 0 });
    apps.push(app);
    return app;
  };
  let app: TestApp;
  beforeAll(async () => {
    app = await fresh();
    expect(await seedDemo(app.app.dataSource, today)).toBe(true);
  });
  afterAll(async () => {
    for (const one of apps) await one.stop();
  });

  it('has 2,000 users, 40,000 bookings and 12,000 invoices', async () => {
    expect(
      await Promise.all(
        ['organizations', 'users', 'bookings', 'invoices'].map((table) => countRows(app.app.dataSource, table)),
      ),
    ).toEqual([1, 2_000, 40_000, 12_000]);
  });

  it('has invoices with a booking of the same user, with only a location, and with neither', async () => {
    const [bookings, invoices] = await Promise.all(
      ['bookings', 'invoices'].map((table) => readRows(app.app.dataSource, table)),
    );
    const byId = new Map(bookings!.map((booking) => [booking.id, booking]));
    const booked = invoices!.filter(({ bookingId }) => bookingId !== null);
    for (const { userId, locationId, bookingId } of booked)
      expect(byId.get(bookingId)).toMatchObject({ userId, locationId });
    const others = invoices!.filter(({ bookingId }) => bookingId === null);
    const located = others.filter(({ locationId }) => locationId !== null);
    for (const count of [booked.length, located.length, others.length - located.length])
      expect(count).toBeGreaterThan(2_000);
  });

  it('contains every odd value', async () => {
    const rows: { bio: string | null }[] = await readRows(app.app.dataSource, 'users', {}, ['bio']);
    const bios = new Set(rows.map(({ bio }) => bio));
    expect(oddValues.filter((value) => !bios.has(value.toWellFormed()))).toEqual([]);
  });

  it('has email addresses that can be loaded and imported', async () => {
    const addresses = (await readColumn(app.app.dataSource, 'users', 'email')) as string[];
    expect(addresses.filter((address) => !isMailAddress(address))).toEqual([]);
  });

  it('is kept for the rest of the day', async () => {
    const [{ id }] = await readRows(app.app.dataSource, 'organizations', {}, ['id']);
    expect(await seedDemo(app.app.dataSource, new Date('2026-03-15T23:59:59.999Z'))).toBe(false);
    expect(await readRows(app.app.dataSource, 'organizations', {}, ['id'])).toEqual([{ id }]);
  });

  it('has the same rows on every machine on one day, except for ids', async () => {
    const other = await fresh();
    await other.organization();
    await deleteRows(other.app.dataSource, 'organizations');
    await seedDemo(other.app.dataSource, new Date('2026-03-15T00:00:00Z'));
    const [one, two] = [await everything(app.app.dataSource), await everything(other.app.dataSource)];
    for (const table of Object.keys(tables))
      expect([table, two[table]!.length, JSON.stringify(two[table]) === JSON.stringify(one[table])]).toEqual([
        table,
        one[table]!.length,
        true,
      ]);
  });

  it('can be exported by the owner and the admin', async () => {
    const people: { id: number; organizationId: number }[] = await readRows(
      app.app.dataSource,
      'users',
      { username: ['olivia.owner', 'adam.admin'] },
      ['id', 'organizationId'],
    );
    const files = [];
    for (const person of people) files.push(await exportFile(await app.signIn(person), { format: 'CSV' }));
    expect(files.map(({ row }) => row.file.rows)).toEqual([2_000, 2_000]);
    expect(files[1]!.body.equals(files[0]!.body)).toBe(true);
  });

  it('is replaced on another day, with dates around that day', async () => {
    expect(await seedDemo(app.app.dataSource, new Date('2026-03-16T00:00:00Z'))).toBe(true);
    expect(
      await Promise.all(
        ['organizations', 'users', 'bookings', 'invoices'].map((table) => countRows(app.app.dataSource, table)),
      ),
    ).toEqual([1, 2_000, 40_000, 12_000]);
    const latest = Math.max(...(await readColumn(app.app.dataSource, 'bookings', 'createdAt')).map(Number));
    expect(latest).toBeLessThan(Date.parse('2026-03-17T00:00:00Z'));
    expect(latest).toBeGreaterThan(Date.parse('2026-03-16T00:00:00Z'));
  });
});

eachEngine('a demo organization of the day before', ['mariadb', 'mysql'], (engine) => {
  it('is replaced, with correct daily totals', async () => {
    const app = await createTestApp(engine, { worker: false });
    try {
      expect(await seedDemo(app.app.dataSource, today)).toBe(true);
      expect(await seedDemo(app.app.dataSource, new Date(today.getTime() + 86_400_000))).toBe(true);
      expect(await countRows(app.app.dataSource, 'bookings')).toBe(40_000);
      expect(await totalsCheck(app)).toMatchObject({ outdated: [], differences: [] });
    } finally {
      await app.stop();
    }
  });
});
