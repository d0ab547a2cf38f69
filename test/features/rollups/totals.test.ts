import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { falsifyTotal, forgetTotals, hasTotals, makeTotals, totalsCheck } from '../../support/apps/totals';
import type { Data } from '../../support/clients/client';
import {
  addBookings,
  addInvoices,
  addReferenceItems,
  type TestBooking,
  type TestInvoice,
} from '../../support/data/factories';
import { randomNumbers } from '../../support/data/random-numbers';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

const everything = `{
  bookingStats(from: "2009-10", to: "2009-12") { rows { month count minutes users } excluded { pending cancelled } }
  created: bookingStats(basis: CREATED, from: "2009-10", to: "2009-12", groupBy: [LOCATION]) { rows { month location count minutes } excluded { pending cancelled } }
  invoiceStats(from: "2009-10", to: "2009-12") { rows { month count total { minorUnits } } excluded { void } }
  byStatus: invoiceStats(from: "2009-10", to: "2009-12", groupBy: [STATUS]) { rows { month status count total { minorUnits } } }
}`;

// At 00:01 on 1 November the clock of St John's was set back to 23:01: an hour that reads as October belongs to
// November.
const firstMs = Date.parse('2009-10-20T00:00:00Z');
const around = (random: () => number): string => {
  const aroundMs =
    random() < 0.5
      ? Date.parse('2009-11-01T02:31:00Z') + (random() - 0.5) * 4 * 3_600_000
      : firstMs + random() * 60 * 86_400_000;
  return new Date(Math.floor(aroundMs)).toISOString();
};

eachEngine('daily totals', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { timezone: 'America/St_Johns' });
  let locationIds: number[];
  const random = randomNumbers(11);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

  const someBookings = (count: number): TestBooking[] =>
    Array.from({ length: count }, () => ({
      userId: pick([organization.ownerId, organization.adminId, organization.memberId]),
      locationId: pick(locationIds),
      startsAt: around(random),
      createdAt: around(random),
      status: pick(['PENDING', 'CONFIRMED', 'CONFIRMED', 'CANCELLED'] as const),
    }));
  const someInvoices = (count: number): TestInvoice[] =>
    Array.from({ length: count }, () => ({
      userId: organization.memberId,
      issuedAt: around(random),
      totalMinor: Math.floor((random() - 0.2) * 10_000),
      status: pick(['OPEN', 'PAID', 'VOID'] as const),
    }));
  const add = async (count: number): Promise<void> => {
    await addBookings(app.app.dataSource, organization, someBookings(count));
    await addInvoices(app.app.dataSource, organization, someInvoices(count));
  };
  const figures = (): Promise<Data> => organization.owner.data(everything);
  const forget = (): Promise<void> => forgetTotals(app, organization);

  beforeEach(async () => {
    const [annexId] = await addReferenceItems(app.app.dataSource, 'locations', organization.id, ['Annex']);
    locationIds = [organization.locationId, annexId!];
  });

  it('match the records', async () => {
    await add(200);
    const kept = await figures();
    await forget();
    const fromRecords = await figures();
    expect(await hasTotals(app, organization)).toBe(false);
    await makeTotals(app);
    expect(await hasTotals(app, organization)).toBe(true);
    expect(await figures()).toEqual(fromRecords);
    expect(kept).toEqual(fromRecords);
    expect(fromRecords.created.rows).toHaveLength(6);
    expect(await totalsCheck(app)).toMatchObject({ outdated: [], differences: [] });
  });

  it('match the records when filtered by location', async () => {
    await add(100);
    const narrowed = (): Promise<Data> =>
      organization.owner.data(
        'query ($ids: [ID!]) { bookingStats(from: "2009-10", to: "2009-12", filter: { locationIds: $ids }) { rows { count minutes } excluded { pending cancelled } } }',
        { ids: [String(locationIds[1])] },
      );
    const kept = await narrowed();
    await forget();
    expect(await narrowed()).toEqual(kept);
    await makeTotals(app);
    expect(await narrowed()).toEqual(kept);
    expect(
      await organization.owner.data(
        '{ bookingStats(from: "2009-10", to: "2009-12", filter: { locationIds: [] }) { rows { count } } }',
      ),
    ).toEqual({ bookingStats: { rows: [{ count: 0 }, { count: 0 }, { count: 0 }] } });
  });

  it('are read by the statistics, and a wrong total is reported', async () => {
    await add(50);
    const before = await figures();
    const { day, records } = await falsifyTotal(app, organization);
    const count = ({ bookingStats }: Data): number =>
      bookingStats.rows.reduce((sum: number, row: Data) => sum + row.count, 0);
    expect(count(await figures())).toBeGreaterThanOrEqual(count(before) + 1000);
    const { differences } = await totalsCheck(app);
    expect(differences).toContainEqual(
      expect.objectContaining({
        organizationId: organization.id,
        basis: 'BOOKED',
        status: 'CONFIRMED',
        day,
        kept: expect.objectContaining({ records: records + 1000 }),
        counted: expect.objectContaining({ records }),
      }),
    );
    expect(
      differences.every((difference) => difference.organizationId === organization.id && difference.day === day),
    ).toBe(true);
    await forget();
    await makeTotals(app);
    expect((await totalsCheck(app)).differences).toEqual([]);
    expect(await figures()).toEqual(before);
  });

  it('are updated with each change', async () => {
    for (let round = 0; round < 5; round++) await add(20);
    expect(await hasTotals(app, organization)).toBe(true);
    expect(await totalsCheck(app)).toMatchObject({ outdated: [], differences: [] });
    const kept = await figures();
    await forget();
    expect(await figures()).toEqual(kept);
  });

  it('are not read after a change of the time zone, nor after changing it back', async () => {
    await add(100);
    const inStJohns = await figures();
    const move = (timezone: string): Promise<unknown> =>
      changeRows(app.app.dataSource, 'organizations', { id: organization.id }, { timezone });
    await move('Asia/Kathmandu');
    const inKathmandu = await figures();
    expect(inKathmandu).not.toEqual(inStJohns);
    await makeTotals(app);
    expect(await figures()).toEqual(inKathmandu);

    // Changed while the totals are of the zone before, so that they are not kept; then that zone again.
    await move('America/St_Johns');
    await add(50);
    await move('Asia/Kathmandu');
    expect(await hasTotals(app, organization)).toBe(false);
    const more = await figures();
    await makeTotals(app);
    expect(await figures()).toEqual(more);
    expect((await totalsCheck(app)).differences).toEqual([]);
  });

  it('can be rebuilt while records keep changing', async () => {
    await add(300);
    await forget();
    const changing = (async () => {
      for (let round = 0; round < 12; round++) await add(10);
    })();
    await Promise.all([makeTotals(app), makeTotals(app), changing]);
    await makeTotals(app);
    expect(await hasTotals(app, organization)).toBe(true);
    expect(await totalsCheck(app)).toMatchObject({ outdated: [], differences: [] });
  });

  it('become valid soon after a change of the time zone, while records keep changing', async () => {
    await add(300);
    await forget();
    let over = false;
    const writing = Array.from({ length: 6 }, async () => {
      while (!over) await addBookings(app.app.dataSource, organization, someBookings(2));
    });
    await Promise.all([makeTotals(app), makeTotals(app)]);
    // Those who waited for the totals keep them, and do not throw them away.
    for (let look = 0; look < 5; look++) {
      await addBookings(app.app.dataSource, organization, someBookings(2));
      expect(await hasTotals(app, organization)).toBe(true);
    }
    over = true;
    await Promise.all(writing);
    expect(await totalsCheck(app)).toMatchObject({ outdated: [], differences: [] });
  });

  it('are rebuilt for other organizations when one rebuild fails', async () => {
    const other = await app.organization();
    await add(5);
    await changeRows(app.app.dataSource, 'organizations', { id: organization.id }, { timezone: 'Nowhere/Land' });
    await forgetTotals(app, other);
    await makeTotals(app);
    expect(await hasTotals(app, other)).toBe(true);
    await changeRows(app.app.dataSource, 'organizations', { id: organization.id }, { timezone: 'America/St_Johns' });
    await makeTotals(app);
    expect(await totalsCheck(app)).toMatchObject({ outdated: [], differences: [] });
  });

  it('are kept apart by organization', async () => {
    await add(20);
    const other = await app.organization();
    expect((await other.owner.data(everything)).bookingStats.rows.map((row: Data) => row.count)).toEqual([0, 0, 0]);
  });
});
