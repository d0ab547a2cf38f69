import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { addBookings, addUsers } from '../../support/data/factories';
import { addRandomRows, type RawRows, zoneMonths } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const table = `query ($createdIn: MonthRangeInput!, $bookedIn: MonthRangeInput!, $filter: BookingFilter) {
  bookingCrossTable(createdIn: $createdIn, bookedIn: $bookedIn, filter: $filter) {
    timezone asOf createdIn { from to } bookedIn { from to } rows { createdIn bookedIn count users minutes } excluded { pending cancelled }
  }
}`;

eachEngine('bookingCrossTable', (engine) => {
  const app = useTestApp(engine, { worker: false });

  describe.each(zoneMonths)('in $zone', ({ zone, starts }) => {
    // A day after its start every clock in the world shows the month.
    const months = starts
      .slice(0, 4)
      .map((start) => new Date(Date.parse(start) + 86_400_000).toISOString().slice(0, 7));
    const monthOf = (instant: string): string | undefined =>
      months[starts.filter((start) => Date.parse(start) <= Date.parse(instant)).length - 1];
    const createdMonths = months.slice(0, 3);
    const within = (names: readonly string[], instant: string): boolean => names.includes(monthOf(instant) ?? 'none');
    const createdIn = { from: months[0]!, to: months[2]! };
    const bookedIn = { from: months[0]!, to: months[3]! };
    let organization: SignedInOrganization;
    let bookings: RawRows['bookings'];
    let userIds: number[];

    beforeAll(async () => {
      organization = await app.organization({ timezone: zone });
      userIds = await addUsers(
        app.app.dataSource,
        organization.id,
        Array.from({ length: 8 }, (_unused, index) => ({ username: `u${index}` })),
      );
      ({ bookings } = await addRandomRows(app.app.dataSource, organization, userIds, { zone, starts }, 11));
    });

    const recounted = (some: RawRows['bookings']): object[] =>
      createdMonths.flatMap((created) =>
        months.map((booked) => {
          const counted = some.filter(
            (booking) =>
              booking.status === 'CONFIRMED' &&
              monthOf(booking.createdAt) === created &&
              monthOf(booking.startsAt) === booked,
          );
          return {
            createdIn: created,
            bookedIn: booked,
            count: counted.length,
            users: new Set(counted.map(({ userId }) => userId)).size,
            minutes: counted.length * 60,
          };
        }),
      );

    it('equals a recount of the rows, cell by cell', async () => {
      const { bookingCrossTable } = await organization.owner.data(table, { createdIn, bookedIn });
      const leftOut = (status: string): number =>
        bookings.filter(
          (booking) =>
            booking.status === status && within(createdMonths, booking.createdAt) && within(months, booking.startsAt),
        ).length;
      const instant = (start: string | undefined): string => new Date(start!).toISOString();
      expect(bookingCrossTable).toEqual({
        timezone: zone,
        asOf: '2026-03-15T12:00:00.000Z',
        createdIn: { from: instant(starts[0]), to: instant(starts[3]) },
        bookedIn: { from: instant(starts[0]), to: instant(starts[4]) },
        rows: recounted(bookings),
        excluded: { pending: leftOut('PENDING'), cancelled: leftOut('CANCELLED') },
      });
      expect(bookingCrossTable.rows.filter(({ count }: Data) => count > 0).length).toBeGreaterThan(6);
    });

    it('adds up to the statistics on each basis', async () => {
      const { bookingCrossTable } = await organization.owner.data(table, { createdIn, bookedIn });
      const [inBooked, inCreated] = [
        { from: starts[0], before: starts[4] },
        { from: starts[0], before: starts[3] },
      ];
      const stats = await organization.owner.data(
        `query ($booked: BookingFilter, $created: BookingFilter) {
           created: bookingStats(basis: CREATED, from: "${createdIn.from}", to: "${createdIn.to}", filter: $booked) { rows { month count minutes } }
           booked: bookingStats(basis: BOOKED, from: "${bookedIn.from}", to: "${bookedIn.to}", filter: $created) { rows { month count minutes } }
         }`,
        { booked: { startsAt: inBooked }, created: { createdAt: inCreated } },
      );
      const sums = (field: string, names: readonly string[]): object[] =>
        names.map((month) => {
          const cells = bookingCrossTable.rows.filter((cell: Data) => cell[field] === month);
          const sum = (figure: string): number => cells.reduce((total: number, cell: Data) => total + cell[figure], 0);
          return { month, count: sum('count'), minutes: sum('minutes') };
        });
      expect(sums('createdIn', createdMonths)).toEqual(stats.created.rows);
      expect(sums('bookedIn', months)).toEqual(stats.booked.rows);
    });

    it('counts the bookings that match the filter', async () => {
      const some = userIds.slice(2, 5);
      const { bookingCrossTable } = await organization.owner.data(table, {
        createdIn,
        bookedIn,
        filter: { userIds: some.map(String) },
      });
      expect(bookingCrossTable.rows).toEqual(recounted(bookings.filter(({ userId }) => some.includes(userId))));
    });
  });

  it('counts users in one statement, and only if selected', async () => {
    const { owner } = await app.organization();
    const distinct = async (figures: string): Promise<number> => {
      const statements = await countingStatements(app.app.dataSource, () =>
        owner.data(table.replace('count users minutes', figures), {
          createdIn: { from: '2026-01', to: '2026-06' },
          bookedIn: { from: '2026-01', to: '2026-06' },
        }),
      );
      return statements.filter((sql) => /DISTINCT/.test(sql)).length;
    };
    expect(await distinct('count minutes')).toBe(0);
    expect(await distinct('count users')).toBe(1);
  });

  it('shows viewers without BOOKINGS_VIEW only their own bookings', async () => {
    const organization = await app.organization({ adminPermissions: [] });
    const other = await app.organization();
    for (const { id, locationId, memberId, ownerId } of [organization, other]) {
      await addBookings(
        app.app.dataSource,
        { id, locationId },
        [memberId, ownerId].map((userId) => ({ userId, startsAt: '2026-03-02T10:00:00Z' })),
      );
    }
    const march = { from: '2026-03', to: '2026-03' };
    for (const [client, count] of [
      [organization.owner, 2],
      [organization.admin, 0],
      [organization.member, 1],
    ] as const) {
      expect((await client.data(table, { createdIn: march, bookedIn: march })).bookingCrossTable.rows).toEqual([
        { createdIn: '2026-03', bookedIn: '2026-03', count, users: count, minutes: 60 * count },
      ]);
    }
  });

  const year = { from: '2026-01', to: '2026-12' };

  it.each([
    ['months turned round', { createdIn: { from: '2026-03', to: '2026-02' }, bookedIn: year }, 'createdIn.to'],
    ['columns turned round', { createdIn: year, bookedIn: { from: '2026-03', to: '2026-02' } }, 'bookedIn.to'],
    [
      'too many months',
      { createdIn: { from: '1950-01', to: '2026-02' }, bookedIn: { from: '2026-01', to: '2026-01' } },
      'createdIn.to',
    ],
    ['a month that is none', { createdIn: year, bookedIn: { from: '2026-13', to: '2026-12' } }, 'bookedIn.from'],
    ['no last month', { createdIn: { from: '2026-01' }, bookedIn: year }, 'createdIn.to'],
    ['no columns', { createdIn: year }, 'bookedIn'],
    ['a status', { createdIn: year, bookedIn: year, filter: { status: ['PENDING'] } }, 'filter.status'],
    [
      'a filter that a validator refuses',
      { createdIn: year, bookedIn: year, filter: { users: { search: 'x'.repeat(201) } } },
      'filter.users.search',
    ],
  ])('rejects %s', async (_what, variables, argument) => {
    const { owner } = await app.organization();
    expect(await owner.refusal(table, variables)).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it('costs the product of both month counts', async () => {
    const { owner } = await app.organization();
    const cost = async (createdIn: object, bookedIn: object): Promise<number> =>
      Number((await owner.refusal(table, { createdIn, bookedIn })).cost);
    const decades = { from: '1990-01', to: '2019-12' };
    expect(await cost(decades, { from: '2000-01', to: '2019-12' })).toBeGreaterThan(
      1.9 * (await cost(decades, { from: '2000-01', to: '2009-12' })),
    );
  });
});

eachEngine('bookingCrossTable with too many cells', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { LIMIT_COST: '10000000' } });

  it('is rejected before anything is counted, whatever the complexity limit', async () => {
    const { owner } = await app.organization();
    const months = { from: '2000-01', to: '2020-12' };
    let refusal: object = {};
    const statements = await countingStatements(app.app.dataSource, async () => {
      refusal = await owner.refusal(table, { createdIn: months, bookedIn: months });
    });
    expect(refusal).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      cost: 252 * 252,
      limit: 50_000,
      reason: 'TOO_MANY_RESULTS',
      parameters: { rows: 252 * 252, max: 50_000 },
    });
    expect(statements.filter((sql) => /FROM bookings/.test(sql))).toEqual([]);
  });
});
