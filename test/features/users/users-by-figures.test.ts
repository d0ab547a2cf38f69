/** @slow */
import { Permission } from '../../../src/features/auth/permissions';
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import type { TestClient } from '../../support/clients/client';
import { listQuery, sortedIds, walk } from '../../support/clients/paging';
import { addBookings, addInvoices, addUsers } from '../../support/data/factories';
import { orderedFigures } from '../../support/data/figure-recount';
import {
  addRandomRows,
  figureFields,
  figuresOfQuery,
  type RawRows,
  recount,
  zoneMonths,
} from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

const months = zoneMonths[0]!;
// Between the two midnights of 1 November 2015.
const asOf = '2015-11-01T04:30:00.000Z';
const figures = [
  'BOOKINGS_THIS_MONTH_BOOKED',
  'BOOKINGS_THIS_MONTH_CREATED',
  'BOOKINGS_LAST_MONTH_BOOKED',
  'BOOKINGS_LAST_MONTH_CREATED',
  'FIRST_BOOKING_DATE_BOOKED',
  'FIRST_BOOKING_DATE_CREATED',
  'LAST_BOOKING_DATE_BOOKED',
  'LAST_BOOKING_DATE_CREATED',
  'INVOICED_THIS_MONTH',
  'INVOICED_LAST_MONTH',
  'INVOICED_ALL_TIME',
];

eachEngine('users by figures', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let organization: SignedInOrganization;
  let rows: RawRows;
  let people: { id: number; lastName: string }[];
  const valueOf = (figure: string, at = asOf) => {
    const values = new Map(
      people.map(({ id }) => [id, orderedFigures(rows, id, months, at)[figure] ?? Number.NEGATIVE_INFINITY]),
    );
    return ({ id }: { id: number }): number | bigint => values.get(id)!;
  };

  beforeAll(async () => {
    const { dataSource } = app.app;
    const other = await app.organization({ timezone: months.zone });
    await addRandomRows(dataSource, other, await addUsers(dataSource, other.id, [{ username: 'stranger' }]), months, 3);
    organization = await app.organization({ timezone: months.zone });
    const userIds = await addUsers(
      dataSource,
      organization.id,
      Array.from({ length: 70 }, (_unused, index) => ({ username: `user-${index}`, lastName: `L${index % 3}` })),
    );
    // Eight have large amounts only, and the last twelve nothing at all.
    rows = await addRandomRows(dataSource, organization, userIds.slice(0, 50), months, 11);
    // Neighbours that a double cannot tell apart, below zero too; and someone whose only booking lies before 1970.
    const big = [0, 1, 2, 3].flatMap((more) =>
      [1, -1].map((sign) => ({ userId: userIds[50 + more * 2 + (sign + 1) / 2]!, extra: sign * more })),
    );
    const invoices = big.flatMap(({ userId, extra }) =>
      [...Array(2).fill(Math.sign(extra || 1) * Number.MAX_SAFE_INTEGER), extra].map((totalMinor: number) => ({
        userId,
        issuedAt: asOf,
        totalMinor,
        status: 'PAID' as const,
      })),
    );
    await addInvoices(dataSource, organization, invoices);
    const early = {
      userId: userIds[65]!,
      startsAt: '1965-05-05T05:05:05.005Z',
      createdAt: '1964-01-01T00:00:00.000Z',
      status: 'CONFIRMED' as const,
    };
    await addBookings(dataSource, organization, [early]);
    rows = { bookings: [...rows.bookings, early], invoices: [...rows.invoices, ...invoices] };
    people = await readRows(dataSource, 'users', { organizationId: organization.id }, ['id', 'lastName']);
  });

  afterAll(() => app?.stop());

  it('has test data with ties, zeros, no values, and adjacent values above 2^53', () => {
    for (const figure of figures) {
      const values = people.map(valueOf(figure));
      expect(new Set(values).size).toBeGreaterThan(figure.startsWith('BOOKINGS') ? 3 : 20);
      expect(
        values.filter(
          (value) =>
            value ===
            (/^(FIRST|LAST)_/.test(figure) ? Number.NEGATIVE_INFINITY : figure.startsWith('INVOICED') ? 0n : 0),
        ).length,
      ).toBeGreaterThan(5);
    }
    const sums = people.map((one) => valueOf('INVOICED_THIS_MONTH')(one) as bigint);
    expect(
      sums.some((one) =>
        sums.some((next) => one !== next && Number(one) === Number(next) && !Number.isSafeInteger(Number(one))),
      ),
    ).toBe(true);
  });

  describe.each(figures)('%s', (field) => {
    it.each(['ASC', 'DESC'] as const)('%s', async (direction) => {
      const expected = sortedIds(people, [{ of: valueOf(field), descending: direction === 'DESC' }]);
      expect(expected).toHaveLength(73);
      expect(await walk(organization.owner, 'users', { first: 7, orderBy: [{ field, direction }], asOf })).toEqual(
        expected,
      );
    });
  });

  it('pages one row at a time, with every cursor within a tie', async () => {
    for (const field of ['INVOICED_THIS_MONTH', 'BOOKINGS_LAST_MONTH_CREATED']) {
      expect(
        await walk(organization.owner, 'users', { first: 1, orderBy: [{ field, direction: 'DESC' }], asOf }),
      ).toEqual(sortedIds(people, [{ of: valueOf(field), descending: true }]));
    }
  });

  it.each([
    [
      ['BOOKINGS_THIS_MONTH_BOOKED', 'DESC'],
      ['LAST_NAME', 'ASC'],
      ['INVOICED_ALL_TIME', 'ASC'],
    ],
    [
      ['LAST_NAME', 'DESC'],
      ['FIRST_BOOKING_DATE_CREATED', 'ASC'],
    ],
    [
      ['INVOICED_LAST_MONTH', 'ASC'],
      ['BOOKINGS_LAST_MONTH_BOOKED', 'DESC'],
      ['INVOICED_LAST_MONTH', 'DESC'],
      ['ID', 'DESC'],
    ],
  ] as [string, 'ASC' | 'DESC'][][])('orders by several keys: %j', async (...levels) => {
    const of = (field: string) =>
      field === 'LAST_NAME'
        ? (one: { lastName: string }) => one.lastName
        : field === 'ID'
          ? (one: { id: number }) => one.id
          : valueOf(field);
    const expected = sortedIds(
      people,
      levels.map(([field, direction]) => ({ of: of(field), descending: direction === 'DESC' })),
    );
    expect(
      await walk(organization.owner, 'users', {
        first: 8,
        orderBy: levels.map(([field, direction]) => ({ field, direction })),
        asOf,
      }),
    ).toEqual(expected);
  });

  it('computes and shows figures as of `asOf`', async () => {
    for (const at of [asOf, '2015-10-31T23:59:59.999-04:00', '2015-12-01T05:00:00.000Z']) {
      const expected = sortedIds(people, [{ of: valueOf('BOOKINGS_THIS_MONTH_BOOKED', at), descending: true }]);
      const { users } = await organization.owner.data(
        `query ($asOf: DateTime!, $other: DateTime!) { users(first: 500, orderBy: [{ field: BOOKINGS_THIS_MONTH_BOOKED, direction: DESC }], asOf: $asOf) {
          totalCount nodes { id ${figureFields.replaceAll('(asOf: $asOf)', '')} other: bookingActivity(asOf: $other) { thisMonth { booked } } } } }`,
        { asOf: at, other: '2015-10-15T00:00:00Z' },
      );
      expect(users.totalCount).toBe(73);
      expect(users.nodes.map(({ id }: { id: string }) => Number(id))).toEqual(expected);
      for (const node of users.nodes) {
        expect(figuresOfQuery(node)).toEqual(recount(rows, Number(node.id), months, at));
        expect(node.other.thisMonth.booked).toBe(
          recount(rows, Number(node.id), months, '2015-10-15T00:00:00Z').bookings[0],
        );
      }
    }
  });

  it('uses the current time without `asOf`, and rejects a cursor of another month', async () => {
    app.clock.set('2015-12-01T04:59:59.999Z');
    const november = sortedIds(people, [{ of: valueOf('BOOKINGS_THIS_MONTH_CREATED'), descending: true }]);
    const ask = (variables: object) =>
      organization.owner.gql(listQuery('users'), {
        first: 5,
        orderBy: [{ field: 'BOOKINGS_THIS_MONTH_CREATED', direction: 'DESC' }],
        ...variables,
      });
    const { data } = await ask({});
    expect(data!.users.nodes.map(({ id }: { id: string }) => Number(id))).toEqual(november.slice(0, 5));
    const after = data!.users.pageInfo.endCursor;
    app.clock.set('2015-12-01T05:00:00.000Z');
    const refused = await ask({ after });
    expect(refused.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    expect((await ask({ after, asOf: '2015-12-15T00:00:00Z' })).errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'after',
    });
    const named = await ask({ after, asOf: '2015-11-20T00:00:00Z' });
    expect(named.data!.users.nodes.map(({ id }: { id: string }) => Number(id))).toEqual(november.slice(5, 10));
    // What has no month goes on.
    const all = await ask({ orderBy: [{ field: 'INVOICED_ALL_TIME' }] });
    app.clock.set('2016-01-02T00:00:00.000Z');
    expect(
      (await ask({ orderBy: [{ field: 'INVOICED_ALL_TIME' }], after: all.data!.users.pageInfo.endCursor })).errors,
    ).toBeUndefined();
  });

  it.each([[['x', 1]], [[1, 1]], [['1e3', 1]], [['0x10', 1]], [['9'.repeat(39), 1]], [[null, 1]], [['1']]])(
    'a made-up cursor: %j',
    async (values) => {
      const after = Buffer.from(JSON.stringify(['+INVOICED_ALL_TIME+ID', ...values])).toString('base64url');
      expect(
        await organization.owner.refusal(listQuery('users'), { orderBy: [{ field: 'INVOICED_ALL_TIME' }], after }),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    },
  );

  it('costs more than other orders', async () => {
    const cost = async (orderBy: string, filter: string) =>
      (
        await organization.owner.refusal(
          `{ ${Array.from({ length: 15 }, (_unused, index) => `u${index}: users(first: 500, orderBy: ${orderBy}, filter: ${filter}) { nodes { id username firstName lastName email title phone city } }`).join(' ')} }`,
        )
      ).cost as number;
    const plain = await cost('[]', '{}');
    expect(
      await cost(
        '[{ field: INVOICED_ALL_TIME }, { field: ID }]',
        '{ search: "a", hasBooked: true, bookingsThisMonth: { eq: 1 } }',
      ),
    ).toBe(plain + 15 * 3 * 2000);
  });

  describe('permissions', () => {
    const person = async (granted: readonly Permission[], role = 'ADMIN'): Promise<TestClient> => {
      const [id] = await addUsers(app.app.dataSource, organization.id, [
        { username: `asker-${role}-${granted.join('-')}`, role: role as 'ADMIN', permissions: [...granted] },
      ]);
      return app.signIn({ id: id!, organizationId: organization.id });
    };
    const { IDENTITIES_VIEW, IDENTITIES_EDIT, DATA_PROTECTION, BOOKINGS_VIEW, INVOICES_VIEW } = Permission;
    const questions = [
      ...figures.map((field) => ({
        family: field.startsWith('INVOICED') ? INVOICES_VIEW : BOOKINGS_VIEW,
        variables: { orderBy: [{ field: 'LAST_NAME' }, { field }] },
      })),
      ...[
        { bookingsThisMonth: { eq: 0 } },
        { bookingsLastMonth: { basis: 'CREATED', gte: 1 } },
        { firstBooking: { from: '2015-01-01' } },
        { hasBooked: true },
        { hasBooked: false },
      ].map((filter) => ({ family: BOOKINGS_VIEW, variables: { filter } })),
      ...[{ invoicedThisMonth: { eq: 0 } }, { invoicedLastMonth: { gte: 0 } }, { invoicedAllTime: { lte: 5 } }].map(
        (filter) => ({ family: INVOICES_VIEW, variables: { filter } }),
      ),
    ];

    it.each([
      ['who sees identities only', [IDENTITIES_VIEW], []],
      ['who sees bookings', [IDENTITIES_VIEW, BOOKINGS_VIEW], [BOOKINGS_VIEW]],
      ['who sees invoices', [IDENTITIES_VIEW, INVOICES_VIEW], [INVOICES_VIEW]],
      ['who may export', [IDENTITIES_VIEW, IDENTITIES_EDIT, DATA_PROTECTION], [BOOKINGS_VIEW, INVOICES_VIEW]],
      // Without IDENTITIES_VIEW there is nobody but oneself.
      ['who sees only themself', [IDENTITIES_EDIT], [BOOKINGS_VIEW, INVOICES_VIEW]],
    ])('%s', async (_what, granted, allowed: Permission[]) => {
      const client = await person(granted);
      for (const { family, variables } of questions) {
        const { data, errors } = await client.gql(listQuery('users', 'username'), variables);
        if (allowed.includes(family)) {
          expect([variables, errors]).toEqual([variables, undefined]);
          if (!granted.includes(IDENTITIES_VIEW)) expect(data!.users.nodes.length).toBeLessThan(2);
        } else {
          expect([variables, data]).toEqual([variables, null]);
          expect(errors![0]).toMatchObject({
            extensions: { code: 'FORBIDDEN' },
            message: expect.stringContaining(family),
          });
        }
        if (!('filter' in variables)) continue;
        // Of their own records, anyone may ask anything about themself.
        const codeOf = (records: string) =>
          allowed.includes(family) || !granted.includes(records.startsWith('booking') ? BOOKINGS_VIEW : INVOICES_VIEW)
            ? undefined
            : 'FORBIDDEN';
        for (const list of ['bookings', 'invoices'] as const) {
          const nested = await client.gql(listQuery(list), { filter: { users: variables.filter } });
          expect([list, variables, nested.errors?.[0]?.extensions.code]).toEqual([list, variables, codeOf(list)]);
        }
        for (const stats of [`bookingStats`, 'invoiceStats']) {
          const nested = await client.gql(
            `query ($filter: UserFilter) { ${stats}(from: "2015-11", to: "2015-11", filter: { users: $filter }) { rows { count } } }`,
            variables,
          );
          expect([stats, variables, nested.errors?.[0]?.extensions.code]).toEqual([stats, variables, codeOf(stats)]);
        }
      }
    });

    it('allow a member to see only their own figures', async () => {
      const { users } = await organization.member.data(listQuery('users'), {
        orderBy: [{ field: 'INVOICED_ALL_TIME' }],
        filter: { hasBooked: false },
      });
      expect(users.nodes).toEqual([{ id: String(organization.memberId) }]);
    });
  });
});
