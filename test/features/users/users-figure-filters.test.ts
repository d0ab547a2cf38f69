/** @slow */
import { createTestApp, type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { exportFile, startExport } from '../../support/clients/exports';
import { listQuery, walk } from '../../support/clients/paging';
import { addInvoices, addUsers } from '../../support/data/factories';
import { orderedFigures } from '../../support/data/figure-recount';
import { addRandomRows, parseCsv, type RawRows, zoneMonths } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';

const months = zoneMonths[1]!;
// A minute behind the first midnight of 1 November 2009, while the clock reads 23:01 of October again.
const asOf = '2009-11-01T02:31:00.000Z';
const beyond = BigInt(Number.MAX_SAFE_INTEGER) * 2n;

type Figures = Record<string, number | bigint | null>;
type Test = (figures: Figures) => boolean;
const within =
  (figure: string, from: number | bigint | null, to: number | bigint | null): Test =>
  ({ [figure]: value }) =>
    value !== null && (from === null || value! >= from) && (to === null || value! <= to);

const filters: [filter: object, test: Test][] = [
  ...(['THIS_MONTH', 'LAST_MONTH'] as const).flatMap((month) =>
    (['BOOKED', 'CREATED'] as const).flatMap((basis): [object, Test][] => {
      const name = month === 'THIS_MONTH' ? 'bookingsThisMonth' : 'bookingsLastMonth';
      const figure = `BOOKINGS_${month}_${basis}`;
      return [
        [{ [name]: { basis, eq: 0 } }, within(figure, 0, 0)],
        [{ [name]: { basis, eq: 2 } }, within(figure, 2, 2)],
        [{ [name]: { basis, gte: 1 } }, within(figure, 1, null)],
        [{ [name]: { basis, lte: 1 } }, within(figure, null, 1)],
        [{ [name]: { basis, gte: 0 } }, () => true],
        [{ [name]: { basis, gte: 1, lte: 2 } }, within(figure, 1, 2)],
        [{ [name]: { basis, eq: null, gte: 2, lte: null } }, within(figure, 2, null)],
      ];
    }),
  ),
  [{ bookingsThisMonth: { gte: 1 } }, within('BOOKINGS_THIS_MONTH_BOOKED', 1, null)],
  ...(
    [
      ['invoicedThisMonth', 'INVOICED_THIS_MONTH'],
      ['invoicedLastMonth', 'INVOICED_LAST_MONTH'],
      ['invoicedAllTime', 'INVOICED_ALL_TIME'],
    ] as const
  ).flatMap(([name, figure]): [object, Test][] => [
    [{ [name]: { eq: 0 } }, within(figure, 0n, 0n)],
    [{ [name]: { gte: 1 } }, within(figure, 1n, null)],
    [{ [name]: { lte: -1 } }, within(figure, null, -1n)],
    [{ [name]: { gte: -50000, lte: 200000 } }, within(figure, -50000n, 200000n)],
    [{ [name]: { eq: String(beyond + 1n) } }, within(figure, beyond + 1n, beyond + 1n)],
    [{ [name]: { gte: String(beyond + 1n) } }, within(figure, beyond + 1n, null)],
    [{ [name]: { lte: String(-beyond - 2n) } }, within(figure, null, -beyond - 2n)],
    [{ [name]: { gte: `-${'9'.repeat(30)}`, lte: '9'.repeat(30) } }, () => true],
  ]),
  [{ hasBooked: true }, ({ FIRST_BOOKING_DATE_BOOKED: first }) => first !== null],
  [{ hasBooked: false }, ({ FIRST_BOOKING_DATE_BOOKED: first }) => first === null],
  [{ hasBooked: null }, () => true],
  // 2 November begins at 03:30Z; 1 November began at 02:30Z, a minute before the clock was set back.
  [
    { firstBooking: { from: '2009-09-01' } },
    within('FIRST_BOOKING_DATE_BOOKED', Date.parse('2009-09-01T02:30:00Z'), null),
  ],
  [
    { firstBooking: { to: '2009-09-01' } },
    within('FIRST_BOOKING_DATE_BOOKED', null, Date.parse('2009-09-02T02:30:00Z') - 1),
  ],
  [
    { firstBooking: { basis: 'CREATED', from: '2009-08-31', to: '2009-08-31' } },
    within('FIRST_BOOKING_DATE_CREATED', Date.parse('2009-08-31T02:30:00Z'), Date.parse('2009-09-01T02:30:00Z') - 1),
  ],
  [
    { firstBooking: { from: '2009-10-01', to: '2009-11-01' } },
    within('FIRST_BOOKING_DATE_BOOKED', Date.parse('2009-10-01T02:30:00Z'), Date.parse('2009-11-02T03:30:00Z') - 1),
  ],
  [
    { lastBooking: { to: '2009-10-31' } },
    within('LAST_BOOKING_DATE_BOOKED', null, Date.parse('2009-11-01T02:30:00Z') - 1),
  ],
  [
    { lastBooking: { basis: 'CREATED', from: '2009-11-01' } },
    within('LAST_BOOKING_DATE_CREATED', Date.parse('2009-11-01T02:30:00Z'), null),
  ],
  [
    { bookingsThisMonth: { eq: 0 }, bookingsLastMonth: { gte: 1 }, invoicedAllTime: { gte: 1 }, hasBooked: true },
    (figures) =>
      figures.BOOKINGS_THIS_MONTH_BOOKED === 0 &&
      figures.BOOKINGS_LAST_MONTH_BOOKED! >= 1 &&
      figures.INVOICED_ALL_TIME! >= 1n,
  ],
];

const refused: [filter: object, path: string][] = [
  [{ bookingsThisMonth: {} }, 'bookingsThisMonth'],
  [{ bookingsLastMonth: { basis: 'CREATED', eq: null } }, 'bookingsLastMonth'],
  [{ bookingsThisMonth: { eq: 1, gte: 1 } }, 'bookingsThisMonth.eq'],
  [{ bookingsThisMonth: { eq: 0, lte: 0 } }, 'bookingsThisMonth.eq'],
  [{ bookingsLastMonth: { gte: 2, lte: 1 } }, 'bookingsLastMonth.lte'],
  [{ bookingsThisMonth: { eq: -1 } }, 'bookingsThisMonth.eq'],
  [{ bookingsThisMonth: { gte: -1 } }, 'bookingsThisMonth.gte'],
  [{ bookingsLastMonth: { lte: -1 } }, 'bookingsLastMonth.lte'],
  [{ invoicedThisMonth: {} }, 'invoicedThisMonth'],
  [{ invoicedLastMonth: { eq: 0, gte: 0 } }, 'invoicedLastMonth.eq'],
  [{ invoicedAllTime: { gte: '90071992547409931', lte: '90071992547409930' } }, 'invoicedAllTime.lte'],
  [{ invoicedAllTime: { gte: '1.5' } }, 'invoicedAllTime.gte'],
  [{ invoicedAllTime: { gte: 2 ** 60 } }, 'invoicedAllTime.gte'],
  [{ firstBooking: { basis: 'CREATED' } }, 'firstBooking'],
  [{ firstBooking: { from: '2009-11-02', to: '2009-11-01' } }, 'firstBooking.to'],
  [{ firstBooking: { from: '2009-11-31' } }, 'firstBooking.from'],
  [{ lastBooking: {} }, 'lastBooking'],
  [{ lastBooking: { from: '2009-11-02', to: '2009-11-01' } }, 'lastBooking.to'],
];

eachEngine('users filtered by figures', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  let rows: RawRows;
  let ids: number[];
  const expectedOf = (test: Test, at = asOf): number[] =>
    ids.filter((id) => test(orderedFigures(rows, id, months, at)));

  beforeAll(async () => {
    app.clock.set(asOf);
    const { dataSource } = app.app;
    const other = await app.organization({ timezone: months.zone });
    await addRandomRows(dataSource, other, await addUsers(dataSource, other.id, [{ username: 'stranger' }]), months, 3);
    organization = await app.organization({ timezone: months.zone });
    const userIds = await addUsers(
      dataSource,
      organization.id,
      Array.from({ length: 90 }, (_unused, index) => ({ username: `user-${index}` })),
    );
    rows = await addRandomRows(dataSource, organization, userIds.slice(0, 70), months, 5);
    // Neighbours that a double cannot tell apart, in this month and the last; and invoices that cancel each other out.
    const large = [0, 1, 2].flatMap((extra) =>
      [1, -1].flatMap((sign) =>
        [months.starts[2], months.starts[1]].flatMap((issuedAt, place) =>
          [sign * Number.MAX_SAFE_INTEGER, sign * Number.MAX_SAFE_INTEGER, sign * extra].map((totalMinor) => ({
            userId: userIds[70 + extra * 4 + (sign + 1) + place]!,
            issuedAt,
            totalMinor,
            status: 'PAID' as const,
          })),
        ),
      ),
    );
    const cancelled = [500, -500].map((totalMinor) => ({
      userId: userIds[85]!,
      issuedAt: asOf,
      totalMinor,
      status: 'OPEN' as const,
    }));
    await addInvoices(dataSource, organization, [...large, ...cancelled]);
    rows = { ...rows, invoices: [...rows.invoices, ...large, ...cancelled] };
    ids = [organization.ownerId, organization.adminId, organization.memberId, ...userIds].sort((a, b) => a - b);
  });

  it.each(filters)('%j', async (filter, test) => {
    const expected = expectedOf(test);
    expect(await walk(organization.owner, 'users', { first: 40, filter })).toEqual(expected);
    const { users } = await organization.owner.data(listQuery('users'), { first: 1, filter });
    expect(users.totalCount).toBe(expected.length);
  });

  it('have test filters that each match some users and exclude some', () => {
    const all = filters.map(([filter, test]) => [JSON.stringify(filter), expectedOf(test).length] as const);
    expect(all.filter(([, count]) => count === 0).length).toBeLessThan(6);
    expect(all.filter(([, count]) => count === ids.length).length).toBeLessThan(12);
  });

  it.each(refused)('rejects %j', async (filter, path) => {
    const { owner } = organization;
    const is = (argument: string) => ({ code: 'BAD_USER_INPUT', argument });
    expect(await owner.refusal(listQuery('users'), { filter })).toMatchObject(is(`filter.${path}`));
    expect(await owner.refusal(listQuery('bookings'), { filter: { users: filter } })).toMatchObject(
      is(`filter.users.${path}`),
    );
    expect(await owner.refusal(listQuery('invoices'), { filter: { users: filter } })).toMatchObject(
      is(`filter.users.${path}`),
    );
    expect(
      await owner.refusal(
        'query ($f: BookingFilter) { bookingStats(from: "2009-11", to: "2009-11", filter: $f) { rows { count } } }',
        { f: { users: filter } },
      ),
    ).toMatchObject(is(`filter.users.${path}`));
    expect(
      await owner.refusal(
        'query ($f: InvoiceFilter) { invoiceStats(from: "2009-11", to: "2009-11", filter: $f) { rows { count } } }',
        { f: { users: filter } },
      ),
    ).toMatchObject(is(`filter.users.${path}`));
    const { exports: before } = await owner.data('{ exports { totalCount } }');
    expect(
      await owner.refusal('mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }', {
        input: { format: 'CSV', filter: { users: filter } },
      }),
    ).toMatchObject(is(`input.filter.users.${path}`));
    expect((await owner.data('{ exports { totalCount } }')).exports).toEqual(before);
  });

  it('combine with an order by figures and `asOf`', async () => {
    const at = '2009-10-31T12:00:00.000Z';
    const expected = expectedOf(within('BOOKINGS_THIS_MONTH_BOOKED', 1, null), at).sort((a, b) => {
      const [one, other] = [a, b].map((id) => orderedFigures(rows, id, months, at).INVOICED_THIS_MONTH as bigint);
      return one === other ? b - a : one! < other! ? 1 : -1;
    });
    expect(expected.length).toBeGreaterThan(10);
    expect(
      await walk(organization.owner, 'users', {
        first: 6,
        filter: { bookingsThisMonth: { gte: 1 } },
        orderBy: [{ field: 'INVOICED_THIS_MONTH', direction: 'DESC' }],
        asOf: at,
      }),
    ).toEqual(expected);
  });

  describe.each([
    [
      { bookingsThisMonth: { eq: 0 }, hasBooked: true },
      (figures: Figures) => figures.BOOKINGS_THIS_MONTH_BOOKED === 0 && figures.FIRST_BOOKING_DATE_BOOKED !== null,
    ],
    [{ invoicedLastMonth: { gte: 1 } }, within('INVOICED_LAST_MONTH', 1n, null)],
    [
      { firstBooking: { from: '2009-09-01', to: '2009-10-31' } },
      within('FIRST_BOOKING_DATE_BOOKED', Date.parse('2009-09-01T02:30:00Z'), Date.parse('2009-11-01T02:30:00Z') - 1),
    ],
    [{ invoicedAllTime: { eq: String(beyond + 1n) } }, within('INVOICED_ALL_TIME', beyond + 1n, beyond + 1n)],
  ] as [object, Test][])('%j', (filter, test) => {
    it('filters lists of bookings and invoices', async () => {
      const theirs = new Set(expectedOf(test));
      expect(theirs.size).toBeGreaterThan(0);
      const { bookings, invoices } = await organization.owner.data(
        'query ($b: BookingFilter, $i: InvoiceFilter) { bookings(filter: $b) { totalCount } invoices(filter: $i) { totalCount } }',
        { b: { users: filter }, i: { users: filter } },
      );
      expect(bookings.totalCount).toBe(rows.bookings.filter(({ userId }) => theirs.has(userId)).length);
      expect(invoices.totalCount).toBe(rows.invoices.filter(({ userId }) => theirs.has(userId)).length);
    });

    it('filters statistics', async () => {
      const theirs = new Set(expectedOf(test));
      const inMonth = (at: string): boolean =>
        Date.parse(at) >= Date.parse(months.starts[1]) && Date.parse(at) < Date.parse(months.starts[2]);
      const { bookingStats, invoiceStats } = await organization.owner.data(
        `query ($b: BookingFilter, $i: InvoiceFilter) { bookingStats(from: "2009-10", to: "2009-10", filter: $b) { rows { count } excluded { pending cancelled } }
          invoiceStats(from: "2009-10", to: "2009-10", filter: $i) { rows { count total { minorUnits } } excluded { void } } }`,
        { b: { users: filter }, i: { users: filter } },
      );
      const bookings = rows.bookings.filter(({ userId, startsAt }) => theirs.has(userId) && inMonth(startsAt));
      expect(bookingStats.rows).toEqual([{ count: bookings.filter(({ status }) => status === 'CONFIRMED').length }]);
      expect(bookingStats.excluded.pending + bookingStats.excluded.cancelled).toBe(
        bookings.filter(({ status }) => status !== 'CONFIRMED').length,
      );
      const invoices = rows.invoices.filter(({ userId, issuedAt }) => theirs.has(userId) && inMonth(issuedAt));
      const counted = invoices.filter(({ status }) => status !== 'VOID');
      expect(invoiceStats.rows).toMatchObject([{ count: counted.length }]);
      expect(BigInt(invoiceStats.rows[0].total.minorUnits)).toBe(
        counted.reduce((sum, { totalMinor }) => sum + BigInt(totalMinor), 0n),
      );
      expect(invoiceStats.excluded.void).toBe(invoices.length - counted.length);
    });

    it('filters an export, by the months of its own `asOf`', async () => {
      for (const at of [undefined, '2009-10-20T00:00:00.000Z']) {
        const { body, row } = await exportFile(organization.owner, {
          format: 'CSV',
          columns: ['email', 'hasBooked', 'bookingsThisMonthBooked', 'invoicedLastMonth'],
          filter: { users: filter },
          ...(at && { asOf: at }),
        });
        const expected = expectedOf(test, at);
        expect(row.file.rows).toBe(expected.length);
        const [, ...lines] = parseCsv(body);
        const decimal = (minor: bigint): string =>
          `${minor < 0n ? '-' : ''}${String(minor < 0n ? -minor : minor)
            .padStart(3, '0')
            .replace(/(..)$/, '.$1')}`;
        expect(lines.map((cells) => cells.slice(1))).toEqual(
          expected.map((id) => {
            const figures = orderedFigures(rows, id, months, at ?? asOf);
            return [
              String(figures.FIRST_BOOKING_DATE_BOOKED !== null),
              String(figures.BOOKINGS_THIS_MONTH_BOOKED),
              decimal(figures.INVOICED_LAST_MONTH as bigint),
            ];
          }),
        );
        const { export: read } = await organization.owner.data(
          'query ($id: ID!) { export(id: $id) { selection { filter } } }',
          { id: row.id },
        );
        expect(Object.keys(JSON.parse(read.selection.filter))).toEqual(Object.keys(filter));
      }
    });
  });

  it('deduplicate an identical export, but not one with an adjacent amount', async () => {
    const beside = await createTestApp(engine, { worker: false });
    const { owner } = await beside.organization();
    const start = (gte: string) =>
      startExport(owner, {
        format: 'CSV',
        filter: { users: { invoicedAllTime: { gte }, firstBooking: { from: '2009-01-01' } } },
      });
    const { export: first } = await start('9007199254740993');
    expect(await start('9007199254740993')).toMatchObject({ deduplicated: true, export: { id: first.id } });
    expect((await start('9007199254740992')).deduplicated).toBe(false);
    await beside.stop();
  });
});
