import { buildSchema, getNamedType, type GraphQLInputObjectType, isInputObjectType, parse } from 'graphql';
import { checkInputs } from '../../../src/api/graphql/check-inputs';
import { createSchema } from '../../../src/api/graphql/schema';
import { Permission } from '../../../src/features/auth/permissions';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { errorsOf, inputPlaces } from '../../support/clients/input-places';
import { RawSocket } from '../../support/clients/raw-socket';
import { setPermissions } from '../../support/data/account-changes';
import { addReferenceItems } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

const places = inputPlaces(createSchema());

/** The lists of ids in filters, without the ids of records, which can be deleted. */
const lists = places.filter(
  ({ typeName, isList, argument }) =>
    typeName === 'ID' &&
    isList &&
    /(^|\.)filter\./.test(argument) &&
    !/\.(ids|userIds|bookingIds|createdByIds)$/.test(argument),
);

/** The ends of ranges of instants. */
const ends = places.filter(({ typeName, argument }) => typeName === 'DateTime' && argument.endsWith('.before'));

describe('a range of instants', () => {
  it('has the bounds `from` and `before` in each input type of the schema', () => {
    const ranges = Object.values(createSchema().getTypeMap()).filter(
      (type) =>
        isInputObjectType(type) &&
        Object.values(type.getFields()).filter((field) => getNamedType(field.type).name === 'DateTime').length > 1 &&
        /range/i.test(type.description ?? ''),
    ) as GraphQLInputObjectType[];
    expect(ranges.map(({ name }) => name)).toContain('InstantRange');
    for (const range of ranges) expect(Object.keys(range.getFields())).toEqual(['from', 'before']);
  });

  it('is checked in a type that is new', () => {
    const schema = buildSchema(`
      scalar DateTime
      input Shift { from: DateTime, before: DateTime }
      type Query { shifts(of: Shift, all: [Shift!]): Int }
    `);
    const reversed = '{ from: "2026-01-02T00:00:00Z", before: "2026-01-01T00:00:00Z" }';
    const check = (args: string) => () => checkInputs(schema, parse(`{ shifts(${args}) }`), null, {});
    expect(check(`of: ${reversed}`)).toThrow('must not be earlier');
    expect(check(`all: [${reversed}]`)).toThrow('must not be earlier');
    expect(check('of: { from: "2026-01-01T00:00:00Z", before: "2026-01-02T00:00:00Z" }')).not.toThrow();
  });
});

describe('a range of numbers', () => {
  it('has the bounds `eq`, `gte` and `lte` in each input type of the schema', () => {
    const ranges = Object.values(createSchema().getTypeMap())
      .filter(isInputObjectType)
      // A condition on a measure is checked with its measure.
      .filter((type) => 'gte' in type.getFields() && !('measure' in type.getFields()));
    expect(ranges.length).toBeGreaterThan(2);
    for (const range of ranges)
      expect(Object.keys(range.getFields())).toEqual(expect.arrayContaining(['eq', 'gte', 'lte']));
  });

  const schema = buildSchema(`
    scalar BigInt
    input Count { eq: Int, gte: Int, lte: Int }
    input Sum { eq: BigInt, gte: BigInt, lte: BigInt }
    type Query { shifts(of: Count, all: [Sum!]): Int }
  `);
  it.each([
    ['of: {}', 'of', 'RANGE_EMPTY'],
    ['of: { eq: null, gte: null }', 'of', 'RANGE_EMPTY'],
    ['of: { eq: 1, lte: 2 }', 'of.eq', 'RANGE_OVERDETERMINED'],
    ['of: { gte: 3, lte: 2 }', 'of.lte', 'RANGE_REVERSED'],
    ['of: { lte: -1 }', 'of.lte', 'NEGATIVE'],
    ['all: [{ gte: "99999999999999999999", lte: 1 }]', 'all.0.lte', 'RANGE_REVERSED'],
    ['all: [{ eq: 0 }, {}]', 'all.1', 'RANGE_EMPTY'],
  ])('is refused in a type that is new: %s', (args, argument, reason) => {
    const check = (query: string, variables: object) => () =>
      checkInputs(schema, parse(query), null, variables as Record<string, unknown>);
    const refusal = expect.objectContaining({ details: expect.objectContaining({ argument, reason }) });
    expect(errorOf(check(`{ shifts(${args}) }`, {}))).toEqual(refusal);
  });

  it.each(['of: { eq: 0 }', 'of: { gte: 1, lte: 1 }', 'all: [{ lte: -5 }]', 'of: { eq: 1, gte: null }'])(
    'is accepted: %s',
    (args) => expect(() => checkInputs(schema, parse(`{ shifts(${args}) }`), null, {})).not.toThrow(),
  );
});

eachEngine('filters within filters', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  const list = (type: 'User' | 'Booking' | 'Invoice') => {
    const field = `${type.toLowerCase()}s`;
    return `query ($filter: ${type}Filter) { ${field}(filter: $filter) { totalCount } }`;
  };

  it.each([
    ['Booking', { not: { users: { city: ['Porto'] } } }],
    ['Booking', { anyOf: [{}, { anyOf: [{ users: { city: ['Porto'] } }] }] }],
    ['Booking', { users: { not: { not: { hasBooked: true } } } }],
    ['Invoice', { not: { not: { users: { search: 'a' } } } }],
    ['Invoice', { anyOf: [{ hasBooking: true }] }],
    ['Invoice', { not: { bookingIds: ['1'] } }],
    ['User', { not: { hasBooked: true } }],
    ['User', { anyOf: [{ invoicedAllTime: { gte: '1' } }] }],
    ['User', { bookedIn: { from: '2026-01-01' } }],
  ] as const)('need the permission of what they ask for: %s %j', async (type, filter) => {
    const seen = type === 'User' ? ['IDENTITIES_VIEW'] : [`${type.toUpperCase()}S_VIEW`];
    const { dataSource } = app.app;
    await setPermissions(dataSource, organization.adminId, seen);
    expect((await organization.admin.refusal(list(type), { filter })).code).toBe('FORBIDDEN');
    await setPermissions(dataSource, organization.adminId, Object.values(Permission));
    await organization.admin.data(list(type), { filter });
  });

  it.each([
    ['User', { not: { teamIds: ['77'] } }, 'filter.not.teamIds'],
    [
      'User',
      { anyOf: [{}, { customProperties: [{ key: 'shoe', values: [null] }] }] },
      'filter.anyOf.1.customProperties.0.key',
    ],
    ['Booking', { anyOf: [{ users: { not: { planIds: ['77'] } } }] }, 'filter.anyOf.0.users.not.planIds'],
    ['Invoice', { not: { locationIds: ['77'] } }, 'filter.not.locationIds'],
  ] as const)('refuse what does not exist, by its path: %s %j', async (type, filter, argument) =>
    expect(await organization.owner.refusal(list(type), { filter })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
      reason: 'UNKNOWN_ID',
    }),
  );

  it.each([
    ['User', { not: { bookedIn: {} } }, 'filter.not.bookedIn', 'RANGE_EMPTY'],
    ['User', { bookedIn: { from: '2026-02-01', to: '2026-01-31' } }, 'filter.bookedIn.to', 'PERIOD_REVERSED'],
    ['User', { bookedIn: { from: '2026-02-01', count: {} } }, 'filter.bookedIn.count', 'RANGE_EMPTY'],
    ['Booking', { anyOf: [{ minutes: { gte: 2, lte: 1 } }] }, 'filter.anyOf.0.minutes.lte', 'RANGE_REVERSED'],
    ['Booking', { leadDays: { eq: -1 } }, 'filter.leadDays.eq', 'NEGATIVE'],
    ['User', { anyOf: Array.from({ length: 11 }, () => ({})) }, 'filter.anyOf', 'TOO_MANY_VALUES'],
    ['User', nested(3), 'filter', 'TOO_MANY_VALUES'],
  ] as const)('are refused if they make no sense or are too many: %s %j', async (type, filter, argument, reason) =>
    expect(await organization.owner.refusal(list(type), { filter })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
      reason,
    }),
  );

  it('are refused by statistics if they ask for what does not count', async () => {
    const stats = (name: string, type: string) =>
      `query ($filter: ${type}) { ${name}(from: "2026-01", to: "2026-01", filter: $filter) { rows { count } } }`;
    for (const [query, filter, argument] of [
      [stats('bookingStats', 'BookingFilter'), { not: { status: ['CANCELLED'] } }, 'filter.not.status'],
      [stats('invoiceStats', 'InvoiceFilter'), { anyOf: [{ status: ['VOID'] }] }, 'filter.anyOf.0.status'],
    ] as const)
      expect(await organization.owner.refusal(query, { filter })).toMatchObject({
        argument,
        reason: 'STATUS_NOT_COUNTED',
      });
  });

  const numbers = (length: number): string[] => Array.from({ length }, (_none, index) => String(1_000_000 + index));

  it.each([
    [
      'a list of one variable in many filters',
      '{ anyOf: [{ ids: $ids }, { not: { ids: $ids } }, { ids: $ids }] }',
      7000,
    ],
    ['many lists', '{ anyOf: [{ anyOf: [{ ids: $ids }, { ids: $ids }] }, { users: { ids: $ids } }] }', 9000],
    ['plain lists of one filter', '{ ids: $ids, userIds: $ids, users: { ids: $ids } }', 7000],
  ])('have no more values than a statement can take: %s', async (_name, filter, count) => {
    const query = `query ($ids: [ID!]) { bookings(filter: ${filter}) { totalCount } }`;
    expect(await organization.owner.refusal(query, { ids: numbers(count) })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'filter',
      reason: 'TOO_MANY_VALUES',
    });
    await organization.owner.data(query, { ids: numbers(6000) });
  });

  it('count where they are used, however often', async () => {
    const filter = {
      anyOf: Array.from({ length: 9 }, () => ({ anyOf: Array.from({ length: 9 }, () => ({ search: 'x' })) })),
    };
    const used = (times: number) =>
      `query ($filter: UserFilter) { ${Array.from({ length: times }, (_none, index) => `u${index}: users(first: 1, filter: $filter) { totalCount }`).join(' ')} }`;
    await organization.owner.data(used(1), { filter });
    expect(await organization.owner.refusal(used(8), { filter })).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
    const spread = `query ($filter: UserFilter) { ${'...F '.repeat(8)} } fragment F on Query { users(first: 1, filter: $filter) { totalCount } }`;
    expect(await organization.owner.refusal(spread, { filter })).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
  });

  it('are refused with more than five levels', async () => {
    const levels = (count: number): object => (count === 0 ? { search: 'x' } : { not: levels(count - 1) });
    await organization.owner.data(list('User'), { filter: levels(5) });
    expect(await organization.owner.refusal(list('User'), { filter: levels(6) })).toMatchObject({
      argument: 'filter',
      reason: 'TOO_MANY_VALUES',
    });
  });

  it.each([
    ['startExport', 'StartExportInput', (input: object) => input],
    ['requestExport', 'RequestExportInput', (input: object) => ({ export: input })],
  ])('cost as much in %s as in a list', async (mutation, type, of) => {
    const users = {
      anyOf: Array.from({ length: 4 }, () => ({ anyOf: Array.from({ length: 9 }, () => ({ hasBooked: true })) })),
    };
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
    expect(await organization.admin.refusal(query, { input: of({ format: 'CSV', filter: { users } }) })).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
    });
  });

  it('cost as much as the figures in them', async () => {
    const filter = { anyOf: Array.from({ length: 10 }, () => ({ not: { hasBooked: true } })) };
    const aliases = Array.from({ length: 3 }, (_none, index) => `u${index}: users(filter: $filter) { totalCount }`);
    expect(
      await organization.owner.refusal(`query ($filter: UserFilter) { ${aliases.join(' ')} }`, { filter }),
    ).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
  });

  /** Ten filters within each of ten, and so on. */
  function nested(levels: number): object {
    return levels === 0 ? {} : { anyOf: Array.from({ length: 10 }, () => nested(levels - 1)) };
  }
});

/** What a function throws. */
function errorOf(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

eachEngine('a filter that can match nothing', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, {}, 'session');
  const other = useOrganization(app);

  let socket: RawSocket;
  beforeAll(async () => {
    socket = await RawSocket.signedIn(organization.owner);
  });
  afterAll(() => socket?.close());

  it('can be sent to many operations', () => {
    expect(lists.length).toBeGreaterThan(20);
    expect(ends.length).toBeGreaterThan(20);
  });

  it.each(lists.map((place) => [place.kind, place.field, place.argument, place] as const))(
    'is refused for an unknown location, team or plan, or one of another organization: %s %s %s',
    async (_kind, _field, argument, place) => {
      const table = argument.endsWith('teamIds') ? 'teams' : argument.endsWith('planIds') ? 'plans' : 'locations';
      const name = `Theirs of ${argument} ${Math.random()}`;
      const [foreign] = await addReferenceItems(app.app.dataSource, table, other.id, [name]);
      for (const id of ['2000000000', String(foreign), 'x']) {
        const errors = await errorsOf(place, [id], organization.owner, socket);
        expect(errors).toEqual([
          expect.objectContaining({
            extensions: expect.objectContaining({
              code: 'BAD_USER_INPUT',
              argument,
              reason: 'UNKNOWN_ID',
              parameters: { id },
            }),
          }),
        ]);
      }
    },
  );

  it.each(ends.map((place) => [place.kind, place.field, place.argument, place] as const))(
    'is refused if it ends before it starts: %s %s %s',
    async (_kind, _field, argument, place) => {
      const operation = (before: string) => {
        const { query, variables } = place.operation(before);
        const ranged = JSON.stringify(variables).replace('"before":', '"from":"2026-01-01T00:00:00Z","before":');
        return { query, variables: JSON.parse(ranged) as Record<string, unknown> };
      };
      const errors = await errorsOf({ ...place, operation }, '2025-12-31T23:59:59.999Z', organization.owner, socket);
      expect(errors).toEqual([
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument, reason: 'RANGE_REVERSED' }),
        }),
      ]);
    },
  );

  it.each([{ toString: 1, valueOf: 1 }, 12, ['2026-01-01T00:00:00Z'], '1 Jan 2030', true])(
    'is refused by the scalar if an instant is %j',
    async (from) => {
      const { errors } = await organization.owner.gql(
        'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }',
        { filter: { createdAt: { from, before: '2026-01-01T00:00:00Z' } } },
      );
      expect(errors).toEqual([
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'filter.createdAt.from' }),
        }),
      ]);
    },
  );
});
