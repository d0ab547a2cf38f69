/** @slow */
import { Permission } from '../../../src/features/auth/permissions';
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { forgetTotals, hasTotals } from '../../support/apps/totals';
import type { Data, TestClient } from '../../support/clients/client';
import {
  addBookings,
  addInvoices,
  addReferenceItems,
  addUsers,
  type TestBooking,
  type TestInvoice,
} from '../../support/data/factories';
import { randomNumbers } from '../../support/data/random-numbers';
import { Recount } from '../../support/data/recount';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const months = ['2015-09', '2015-10', '2015-11', '2015-12'];
const firstMs = Date.parse('2015-08-25T00:00:00Z');
const lastMs = Date.parse('2016-01-05T00:00:00Z');

eachEngine('statistics', (engine) => {
  const app = useTestApp(engine, { worker: false });

  describe.each(
    ['Europe/Lisbon', 'America/Havana', 'Asia/Kathmandu', 'America/St_Johns'].flatMap(
      (zone) =>
        [
          [zone, 'records'],
          [zone, 'rollups'],
        ] as const,
    ),
  )('in %s, from %s', (timezone, from) => {
    const recount = new Recount(timezone);
    let organization: SignedInOrganization;
    let bookings: (TestBooking & { startsMs: number; createdMs: number })[];
    let invoices: (TestInvoice & { issuedMs: number })[];
    let plans: { id: number; name: string }[];
    const plansOf = new Map<number, (string | null)[]>();

    beforeAll(async () => {
      organization = await app.organization({ timezone });
      const { dataSource } = app.app;
      const names = ['Day', 'Week'];
      const ids = await addReferenceItems(dataSource, 'plans', organization.id, names);
      plans = names.map((name, index) => ({ id: ids[index]!, name }));
      const planIds = [[], [plans[0]!.id], [plans[0]!.id, plans[1]!.id]];
      const users = await addUsers(
        dataSource,
        organization.id,
        Array.from({ length: 9 }, (_unused, index) => ({
          username: `u${index}`,
          planIds: planIds[index % 3]!,
          accountType: index % 2 ? 'Guest' : null,
          tags: index === 4 ? ['vip', 'a"b'] : [],
        })),
      );
      users.forEach((id, index) =>
        plansOf.set(
          id,
          planIds[index % 3]!.length === 0
            ? [null]
            : planIds[index % 3]!.map((planId) => plans.find((plan) => plan.id === planId)!.name),
        ),
      );

      const random = randomNumbers(7);
      const someMs = (): number => {
        // Half of them within three hours of a month's start, where a wrong zone or bound shows.
        if (random() < 0.5) return Math.floor(firstMs + random() * (lastMs - firstMs));
        const month = months[Math.floor(random() * months.length)]!;
        return Date.parse(`${month}-01T00:00:00Z`) + Math.floor((random() * 30 - 15) * 3_600_000);
      };
      const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
      bookings = Array.from({ length: 600 }, () => {
        const startsMs = someMs();
        const createdMs = someMs();
        return {
          userId: pick(users),
          startsMs,
          createdMs,
          startsAt: new Date(startsMs).toISOString(),
          createdAt: new Date(createdMs).toISOString(),
          status: pick(['CONFIRMED', 'CONFIRMED', 'PENDING', 'CANCELLED'] as const),
        };
      });
      invoices = Array.from({ length: 300 }, () => {
        const issuedMs = someMs();
        return {
          userId: pick(users),
          issuedMs,
          issuedAt: new Date(issuedMs).toISOString(),
          totalMinor: Math.floor(random() * 1e7) - 1e6,
          status: pick(['OPEN', 'PAID', 'VOID'] as const),
        };
      });
      await addBookings(dataSource, organization, bookings);
      await addInvoices(dataSource, organization, invoices);
      if (from === 'records') await forgetTotals(app, organization);
      expect(await hasTotals(app, organization)).toBe(from === 'rollups');
    });

    it.each([
      ['BOOKED', 'startsMs'],
      ['CREATED', 'createdMs'],
    ] as const)('count bookings by %s like a recount of the rows', async (basis, field) => {
      const { bookingStats } = await organization.owner.data(
        `{ bookingStats(basis: ${basis}, from: "2015-09", to: "2015-12") { timezone rows { month count users minutes } excluded { pending cancelled } } }`,
      );
      const expected = months.map((month) => {
        const counted = bookings.filter(
          (booking) => booking.status === 'CONFIRMED' && recount.monthOf(booking[field]) === month,
        );
        return {
          month,
          count: counted.length,
          users: new Set(counted.map((booking) => booking.userId)).size,
          minutes: counted.length * 60,
        };
      });
      expect(bookingStats.rows).toEqual(expected);
      const leftOut = (status: string): number =>
        bookings.filter((booking) => booking.status === status && months.includes(recount.monthOf(booking[field])))
          .length;
      expect(bookingStats).toMatchObject({
        timezone,
        excluded: { pending: leftOut('PENDING'), cancelled: leftOut('CANCELLED') },
      });
    });

    it.each([
      ['PLAN', 'plan'],
      ['WEEKDAY', 'weekday'],
      ['HOUR', 'hour'],
      ['ACCOUNT_TYPE', 'accountType'],
    ] as const)('group bookings by %s', async (dimension, field) => {
      const { bookingStats } = await organization.owner.data(
        `{ bookingStats(from: "2015-09", to: "2015-12", groupBy: [${dimension}]) { rows { month ${field} count users } } }`,
      );
      const groupsOf = {
        PLAN: (booking: (typeof bookings)[number]) => plansOf.get(booking.userId)!,
        WEEKDAY: (booking: (typeof bookings)[number]) => [recount.weekdayOf(booking.startsMs)],
        HOUR: (booking: (typeof bookings)[number]) => [recount.hourOf(booking.startsMs)],
        ACCOUNT_TYPE: null,
      }[dimension];
      const counted = bookings.filter(
        (booking) => booking.status === 'CONFIRMED' && months.includes(recount.monthOf(booking.startsMs)),
      );
      if (groupsOf) {
        for (const row of bookingStats.rows as Data[]) {
          const mine = counted.filter(
            (booking) =>
              recount.monthOf(booking.startsMs) === row.month && (groupsOf(booking) as unknown[]).includes(row[field]),
          );
          expect(row).toEqual({
            month: row.month,
            [field]: row[field],
            count: mine.length,
            users: new Set(mine.map((booking) => booking.userId)).size,
          });
        }
      }
      const groups = new Set((bookingStats.rows as Data[]).map((row) => row[field]));
      expect(bookingStats.rows.length).toBe(groups.size * months.length);
      if (dimension !== 'PLAN')
        expect((bookingStats.rows as Data[]).reduce((sum, row) => sum + row.count, 0)).toBe(counted.length);
    });

    it('sum invoices like a recount of the rows', async () => {
      const { invoiceStats } = await organization.owner.data(
        '{ invoiceStats(from: "2015-09", to: "2015-12", groupBy: [STATUS]) { rows { month status count users total { minorUnits } } excluded { void } } }',
      );
      const expected = ['OPEN', 'PAID'].flatMap((status) =>
        months.map((month) => {
          const counted = invoices.filter(
            (invoice) => invoice.status === status && recount.monthOf(invoice.issuedMs) === month,
          );
          return {
            month,
            status,
            count: counted.length,
            users: new Set(counted.map((invoice) => invoice.userId)).size,
            total: { minorUnits: counted.reduce((sum, invoice) => sum + invoice.totalMinor, 0) },
          };
        }),
      );
      expect(invoiceStats.rows).toEqual(expected);
      expect(invoiceStats.excluded.void).toBe(
        invoices.filter((invoice) => invoice.status === 'VOID' && months.includes(recount.monthOf(invoice.issuedMs)))
          .length,
      );
    });

    it('have the same months for each user', async () => {
      const { users } = await organization.owner.data(
        `{ users(first: 50) { nodes { id
             bookingActivity { months(from: "2015-09", to: "2015-12") { month booked created } } invoicing { months(from: "2015-09", to: "2015-12") { month total { minorUnits } } } } } }`,
      );
      for (const user of users.nodes as Data[]) {
        const own = bookings.filter((booking) => String(booking.userId) === user.id && booking.status === 'CONFIRMED');
        expect(user.bookingActivity.months).toEqual(
          months.map((month) => ({
            month,
            booked: own.filter((booking) => recount.monthOf(booking.startsMs) === month).length,
            created: own.filter((booking) => recount.monthOf(booking.createdMs) === month).length,
          })),
        );
        const issued = invoices.filter((invoice) => String(invoice.userId) === user.id && invoice.status !== 'VOID');
        expect(user.invoicing.months).toEqual(
          months.map((month) => ({
            month,
            total: {
              minorUnits: issued
                .filter((invoice) => recount.monthOf(invoice.issuedMs) === month)
                .reduce((sum, invoice) => sum + invoice.totalMinor, 0),
            },
          })),
        );
      }
    });

    it('filter by plan and by tags, letter by letter', async () => {
      const counts = await organization.owner.data(
        `query ($plan: [ID!]) { plan: users(filter: { planIds: $plan }) { totalCount } vip: users(filter: { tags: ["vip"] }) { totalCount } quote: users(filter: { tags: ["a\\"b"] }) { totalCount } part: users(filter: { tags: ["vi"] }) { totalCount }
           stats: bookingStats(from: "2015-09", to: "2015-12", filter: { users: { tags: ["vip"] } }) { rows { users } } }`,
        { plan: [String(plans[1]!.id)] },
      );
      expect(counts).toMatchObject({
        plan: { totalCount: 3 },
        vip: { totalCount: 1 },
        quote: { totalCount: 1 },
        part: { totalCount: 0 },
      });
      expect(Math.max(...counts.stats.rows.map((row: Data) => row.users))).toBe(1);
    });
  });

  it('have every month without records, and the bounds that they used', async () => {
    const { owner } = await app.organization({ timezone: 'America/Havana' });
    const { bookingStats } = await owner.data(
      '{ bookingStats(from: "2015-10", to: "2015-11", groupBy: [LOCATION]) { from to rows { month location count users minutes } } }',
    );
    // The clock was set back over midnight on 1 November: the first midnight starts it.
    expect(bookingStats).toEqual({
      from: '2015-10-01T04:00:00.000Z',
      to: '2015-12-01T05:00:00.000Z',
      rows: ['2015-10', '2015-11'].map((month) => ({ month, location: null, count: 0, users: 0, minutes: 0 })),
    });
  });

  it.each(['bookingStats', 'invoiceStats'])(
    'count the users of %s in one statement, and only if selected',
    async (field) => {
      const { owner } = await app.organization();
      const distinct = async (...figures: string[]): Promise<number> => {
        const fields = figures.map(
          (figure, index) =>
            `f${index}: ${field}(from: "2026-01", to: "2026-12", groupBy: [PLAN]) { rows { month plan ${figure} } }`,
        );
        const statements = await countingStatements(app.app.dataSource, () => owner.data(`{ ${fields.join(' ')} }`));
        return statements.filter((sql) => /DISTINCT/.test(sql)).length;
      };
      expect(await distinct('count')).toBe(0);
      expect(await distinct('count users')).toBe(1);
      expect(await distinct('users', 'count', 'users more: users')).toBe(2);
    },
  );

  it('reveal attributes of users only to viewers who may see their accounts', async () => {
    const organization = await app.organization({
      adminPermissions: [Permission.BOOKINGS_VIEW, Permission.INVOICES_VIEW],
    });
    const ask = (client: TestClient, field: string, groupBy: string) =>
      client.gql(`{ ${field}(from: "2026-03", to: "2026-03", groupBy: [${groupBy}]) { rows { count } } }`);
    for (const [field, groups] of [
      ['bookingStats', ['PLAN', 'TEAM', 'ACCOUNT_TYPE', 'USER_STATUS']],
      ['invoiceStats', ['PLAN', 'TEAM', 'ACCOUNT_TYPE', 'USER_STATUS', 'LOCATION']],
    ] as const) {
      for (const group of groups) {
        expect((await ask(organization.admin, field, group)).errors).toEqual([
          expect.objectContaining({
            message: `Grouping by ${group} requires the permission IDENTITIES_VIEW.`,
            extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
          }),
        ]);
        expect((await ask(organization.owner, field, group)).errors).toBeUndefined();
        expect((await ask(organization.member, field, group)).errors).toBeUndefined();
      }
    }
    expect((await ask(organization.admin, 'bookingStats', 'LOCATION')).errors).toBeUndefined();
    expect((await ask(organization.admin, 'invoiceStats', 'STATUS')).errors).toBeUndefined();
  });

  it.each(['records', 'rollups'])('have figures of one snapshot in one row, from %s', async (from) => {
    const organization = await app.organization();
    if (from === 'records') await forgetTotals(app, organization);
    let over = false;
    const changing = (async () => {
      for (let round = 0; round < 12; round++) {
        const input = Array.from({ length: 40 }, () => ({
          userId: organization.memberId,
          locationId: organization.locationId,
          startsAt: '2026-03-02T10:00:00Z',
          endsAt: '2026-03-02T11:00:00Z',
          status: 'CONFIRMED',
        }));
        const { createBookings } = await organization.owner.data(
          'mutation ($input: [CreateBookingInput!]!) { createBookings(input: $input) { id } }',
          { input },
        );
        await organization.owner.data('mutation ($ids: [ID!]!) { cancelBookings(ids: $ids) { id } }', {
          ids: createBookings.map(({ id }: Data) => id),
        });
      }
      over = true;
    })();
    const seen: Data[] = [];
    while (!over)
      seen.push(
        (
          await organization.owner.data(
            '{ bookingStats(from: "2026-03", to: "2026-03") { rows { count users minutes } excluded { cancelled } } }',
          )
        ).bookingStats,
      );
    await changing;
    for (const {
      rows: [{ count, users, minutes }],
      excluded,
    } of seen) {
      expect({ users, minutes, inAll: (count + excluded.cancelled) % 40 }).toEqual({
        users: count > 0 ? 1 : 0,
        minutes: 60 * count,
        inAll: 0,
      });
    }
    expect(new Set(seen.map(({ rows: [{ count }] }) => count)).size).toBeGreaterThan(1);
  });

  it('measure the figures of a user filter as of `asOf`', async () => {
    const organization = await app.organization();
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2015-10-20T10:00:00Z' },
      { userId: organization.memberId, startsAt: '2015-12-20T10:00:00Z' },
      { userId: organization.adminId, startsAt: '2015-12-21T10:00:00Z' },
    ]);
    await addInvoices(app.app.dataSource, organization, [
      { userId: organization.memberId, issuedAt: '2015-12-20T10:00:00Z', totalMinor: 100 },
      { userId: organization.adminId, issuedAt: '2015-12-20T10:00:00Z', totalMinor: 10 },
    ]);
    const query = `query ($asOf: DateTime) {
      bookings(filter: { users: { bookingsThisMonth: { gte: 1 } } }, asOf: $asOf) { totalCount }
      invoices(filter: { users: { bookingsThisMonth: { gte: 1 } } }, asOf: $asOf) { totalCount }
      bookingStats(from: "2015-12", to: "2015-12", filter: { users: { bookingsThisMonth: { gte: 1 } } }, asOf: $asOf) { rows { count } }
      invoiceStats(from: "2015-12", to: "2015-12", filter: { users: { bookingsThisMonth: { gte: 1 } } }, asOf: $asOf) { rows { count } }
      bookingCrossTable(createdIn: { from: "2015-12", to: "2015-12" }, bookedIn: { from: "2015-12", to: "2015-12" }, filter: { users: { bookingsThisMonth: { gte: 1 } } }, asOf: $asOf) { rows { count } } }`;
    const found = async (asOf: string | null): Promise<number[]> => {
      const { bookings, invoices, bookingStats, invoiceStats, bookingCrossTable } = await organization.owner.data(
        query,
        { asOf },
      );
      return [
        bookings.totalCount,
        invoices.totalCount,
        bookingStats.rows[0].count,
        invoiceStats.rows[0].count,
        bookingCrossTable.rows[0].count,
      ];
    };
    expect(await found('2015-10-31T23:45:00Z')).toEqual([2, 1, 1, 1, 1]);
    expect(await found('2015-12-31T23:45:00Z')).toEqual([3, 2, 2, 2, 2]);
    expect(await found(null)).toEqual([0, 0, 0, 0, 0]);
  });

  it('show viewers without the permission only their own records', async () => {
    const organization = await app.organization({ adminPermissions: [] });
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-02T10:00:00Z' },
      { userId: organization.ownerId, startsAt: '2026-03-02T10:00:00Z' },
    ]);
    const query = '{ bookingStats(from: "2026-03", to: "2026-03") { rows { count } } }';
    for (const [client, count] of [
      [organization.owner, 2],
      [organization.admin, 0],
      [organization.member, 1],
    ] as const) {
      expect((await client.data(query)).bookingStats.rows).toEqual([{ count }]);
    }
  });

  it.each([
    ['bookingStats(from: "2026-03", to: "2026-02") { rows { count } }', 'to'],
    ['bookingStats(from: "1900-01", to: "2026-02") { rows { count } }', 'to'],
    ['bookingStats(from: "2026-13", to: "2026-02") { rows { count } }', 'from'],
    ['bookingStats(from: "2026-01", to: "2026-02", groupBy: [HOUR, HOUR]) { rows { count } }', 'groupBy'],
    ['bookingStats(from: "2026-01", to: "2026-02", filter: { status: [PENDING] }) { rows { count } }', 'filter.status'],
    ['invoiceStats(from: "2026-01", to: "2026-02", filter: { status: [VOID] }) { rows { count } }', 'filter.status'],
  ])('reject %s', async (field, argument) => {
    const { owner } = await app.organization();
    expect(await owner.refusal(`{ ${field} }`)).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
});
