/** @slow */
import { isEnumType, isInputObjectType, isRequiredArgument } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { listQuery, sortedIds, walk } from '../../support/clients/paging';
import { eachEngine } from '../../support/databases/engines';
import { type Cases, cases, inMonth, orders } from './comparison-cases';
import { createWorld, type World } from './comparison-world';

describe('the cases of this test', () => {
  const schema = createSchema();

  it('cover every filter of the schema', () => {
    const filters = Object.values(schema.getTypeMap()).filter(
      (type) =>
        isInputObjectType(type) &&
        type.name.endsWith('Filter') &&
        ![
          'AmountFilter',
          'BookedInFilter',
          'BookingCountFilter',
          'CustomPropertyFilter',
          'FirstBookingFilter',
          'LastBookingFilter',
          'NumberFilter',
        ].includes(type.name),
    );
    const lists = Object.values(schema.getQueryType()!.getFields()).filter(({ args }) =>
      args.some(({ name }) => name === 'after'),
    );
    const expected = [
      ...filters.flatMap((type) =>
        isInputObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
      ),
      ...lists.flatMap(({ name: list, args }) =>
        args
          .filter(({ name }) => !['first', 'last', 'after', 'beforeCursor', 'filter', 'orderBy', 'asOf'].includes(name))
          // A required argument says of what the list is.
          .filter((arg) => !isRequiredArgument(arg))
          // A cursor, as in all lists but one.
          .filter(({ name }) => name !== 'before' || list === 'auditEvents')
          .map(({ name }) => `${list}.${name}`),
      ),
    ];
    expect(
      Object.entries(cases)
        .flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`))
        .sort(),
    ).toEqual(expected.sort());
  });

  it('cover every order of the schema', () => {
    const enums = Object.values(schema.getTypeMap()).filter(
      // Rows of statistics are ordered in JavaScript, which a recount checks.
      (type) => isEnumType(type) && /(?<!Stat)OrderField$/.test(type.name),
    );
    expect(Object.keys(orders).sort()).toEqual(enums.map(({ name }) => name).sort());
    for (const type of enums) {
      const [, , texts, others] = orders[type.name]!;
      const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
      expect(values.filter((name) => !others.test(name)).sort()).toEqual(Object.keys(texts).sort());
    }
  });
});

eachEngine('comparisons in the database', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let world: World;

  beforeAll(async () => {
    world = await createWorld(app, organization);
  });

  const idsBy = async (query: string, variables: object): Promise<string[]> => {
    const [list]: Data[] = Object.values(await organization.owner.data(query, variables));
    return list!.nodes.map(({ id }: { id: string }) => id).sort();
  };
  const check = async <Row extends { readonly id: number | string }>(
    name: string,
    rows: readonly Row[],
    all: Cases<Row>,
    find: (value: unknown) => Promise<string[]>,
  ): Promise<void> => {
    let found = 0;
    for (const [value, matches] of all(world)) {
      const expected = rows
        .filter(matches)
        .map(({ id }) => String(id))
        .sort();
      expect([name, value, await find(value)]).toEqual([name, value, expected]);
      found += expected.length;
    }
    expect([name, found > 0]).toEqual([name, true]);
  };

  it.each(Object.keys(cases.UserFilter))('filter users by %s like JavaScript', (field) =>
    check(field, world.users, cases.UserFilter[field]!, (value) =>
      idsBy(listQuery('users'), { filter: { [field]: value }, first: 500 }),
    ),
  );

  it.each(Object.keys(cases.BookingFilter))('filter bookings by %s like JavaScript', (field) =>
    check(field, world.bookings, cases.BookingFilter[field]!, (value) =>
      idsBy(listQuery('bookings'), { filter: { [field]: value }, first: 500 }),
    ),
  );

  it.each(Object.keys(cases.InvoiceFilter))('filter invoices by %s like JavaScript', (field) =>
    check(field, world.invoices, cases.InvoiceFilter[field]!, (value) =>
      idsBy(listQuery('invoices'), { filter: { [field]: value }, first: 500 }),
    ),
  );

  it.each([
    ['auditEvents', 'events'],
    ['exports', 'exports'],
    ['imports', 'imports'],
    ['exportRequests', 'requests'],
  ] as const)('filter %s by each argument like JavaScript', async (list, rows) => {
    const types = Object.fromEntries(
      createSchema()
        .getQueryType()!
        .getFields()
        [list]!.args.map(({ name, type }) => [name, String(type)]),
    );
    for (const [field, all] of Object.entries(cases[list])) {
      await check(`${list}.${field}`, world[rows] as { id: number }[], all as Cases<{ id: number }>, (value) =>
        idsBy(`query ($value: ${types[field]}) { ${list}(first: 500, ${field}: $value) { nodes { id } } }`, { value }),
      );
    }
  });

  it('select the same records for a file as for the list', async () => {
    for (const field of ['search', 'accountType', 'tags']) {
      for (const [value, matches] of cases.UserFilter[field]!(world).filter((_case, index) => index % 6 === 0)) {
        const { previewExport } = await organization.owner.data(
          'query ($input: StartExportInput!) { previewExport(input: $input) { rows } }',
          { input: { format: 'CSV', filter: { users: { [field]: value } } } },
        );
        expect([field, value, previewExport.rows]).toEqual([field, value, world.users.filter(matches).length]);
      }
    }
  });

  it('group by code point, like JavaScript', async () => {
    const expected = new Map<string | null, number>();
    for (const { accountType, bookings } of world.users) {
      const count = bookings.filter(inMonth('2026-03')).length;
      if (count > 0) expected.set(accountType, (expected.get(accountType) ?? 0) + count);
    }
    const sorted = [...expected].sort(([a], [b]) =>
      a === null ? -1 : b === null ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    const { bookingStats } = await organization.owner.data(
      '{ bookingStats(from: "2026-03", to: "2026-03", groupBy: [ACCOUNT_TYPE]) { rows { accountType count } } }',
    );
    expect(bookingStats.rows).toEqual(sorted.map(([accountType, count]) => ({ accountType, count })));
  });

  it.each(
    Object.values(orders).flatMap(([list, rows, texts]) =>
      Object.keys(texts).map((field) => [list, field, rows, texts[field]!] as const),
    ),
  )('order %s by %s by code point, page by page', async (list, field, rows, of) => {
    for (const direction of ['ASC', 'DESC'] as const) {
      const expected = sortedIds<{ id: number }>(world[rows], [{ of, descending: direction === 'DESC' }]);
      expect(await walk(organization.owner, list, { first: 37, orderBy: [{ field, direction }] })).toEqual(expected);
    }
  });

  it('agree on which usernames, references and numbers are equal', async () => {
    const attempt = async (name: string, input: object): Promise<string | undefined> =>
      (
        await organization.owner.gql(
          `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { id } }`,
          { input },
        )
      ).errors?.[0]?.extensions.code;
    const booking = {
      userId: String(organization.memberId),
      locationId: String(organization.locationId),
      startsAt: '2026-04-01T10:00:00Z',
      endsAt: '2026-04-01T11:00:00Z',
    };
    let pairs = 0;
    for (const [one, other, isOneUsername] of [
      ['vip', 'VIP', true],
      ['émile', 'EMILE', false],
      ['émile', 'e\u0301mile', true],
      ['a_b', 'aXb', false],
      ['%', 'percent', false],
      ['a\\b', 'a\\\\b', false],
      ['weiß', 'weiss', true],
    ] as const) {
      const mark = ++pairs;
      expect([
        one,
        await attempt('createUser', { username: `same ${mark} ${one}` }),
        other,
        await attempt('createUser', { username: `same ${mark} ${other}` }),
      ]).toEqual([one, undefined, other, isOneUsername ? 'CONFLICT' : undefined]);
      expect([
        await attempt('createBooking', { ...booking, reference: `same ${mark} ${one}` }),
        await attempt('createBooking', { ...booking, reference: `same ${mark} ${other}` }),
        await attempt('createBooking', { ...booking, reference: `same ${mark} ${one}` }),
      ]).toEqual([undefined, undefined, 'CONFLICT']);
      expect([
        await attempt('issueInvoice', { userId: booking.userId, totalMinor: 1, number: `same ${mark} ${one}` }),
        await attempt('issueInvoice', { userId: booking.userId, totalMinor: 1, number: `same ${mark} ${other}` }),
        await attempt('issueInvoice', { userId: booking.userId, totalMinor: 1, number: `same ${mark} ${one}` }),
      ]).toEqual([undefined, undefined, 'CONFLICT']);
    }
  });
});
