import { useOrganization, useTestApp } from '../../support/apps/app';
import { RawSocket } from '../../support/clients/raw-socket';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

const users =
  'query ($first: Int, $after: String, $filter: UserFilter, $orderBy: [UserOrder!]) { users(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { nodes { username } } }';
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';

const bulk = 'mutation ($input: [RescheduleBookingInput!]!) { rescheduleBookings(input: $input) { id } }';

type Case = [what: string, query: string, variables: object | undefined, argument: string];

const cases: Case[] = [
  ['a literal of the wrong type', '{ users(first: "x") { totalCount } }', undefined, 'first'],
  ['a literal inside an input object', '{ users(filter: { search: 1 }) { totalCount } }', undefined, 'filter.search'],
  [
    'a literal deep inside',
    '{ users(filter: { createdAt: { from: "yesterday" } }) { totalCount } }',
    undefined,
    'filter.createdAt.from',
  ],
  [
    'an unknown field of an input object',
    '{ users(filter: { nothing: 1 }) { totalCount } }',
    undefined,
    'filter.nothing',
  ],
  ['an unknown enum value', '{ users(filter: { status: [SOMETIMES] }) { totalCount } }', undefined, 'filter.status'],
  ['an unknown enum value as a root argument', '{ exportColumns(dataset: EVERYTHING) { key } }', undefined, 'dataset'],
  ['an unknown argument', '{ users(nothing: 1) { totalCount } }', undefined, 'nothing'],
  ['a missing argument', '{ export { id } }', undefined, 'id'],
  [
    'a missing field of an input object',
    'mutation { startExport(input: {}) { export { id } } }',
    undefined,
    'input.format',
  ],
  ['a missing argument of a mutation', 'mutation { startExport { export { id } } }', undefined, 'input'],
  ['a null where none may be', '{ export(id: null) { id } }', undefined, 'id'],
  ['a variable of the wrong type', users, { first: 'x' }, 'first'],
  ['a variable inside an input object', users, { filter: { search: 1 } }, 'filter.search'],
  ['a variable deep inside', users, { filter: { createdAt: { from: 'yesterday' } } }, 'filter.createdAt.from'],
  ['an unknown enum value in a variable', users, { filter: { status: ['SOMETIMES'] } }, 'filter.status'],
  ['an unknown field in a variable', users, { filter: { nothing: 1 } }, 'filter.nothing'],
  [
    'a variable under another name than its argument',
    'query ($many: Int) { users(first: $many) { totalCount } }',
    { many: 'x' },
    'first',
  ],
  ['a missing variable', 'query ($which: ID!) { user(id: $which) { id } }', {}, 'id'],
  ['a missing variable of a mutation', start, {}, 'input'],
  ['a missing field in a variable', start, { input: {} }, 'input.format'],
  ['a number that a validator refuses', '{ users(first: 0) { totalCount } }', undefined, 'first'],
  ['a text that a validator refuses', users, { filter: { search: 'x'.repeat(201) } }, 'filter.search'],
  ['a list that a validator refuses', users, { orderBy: Array(5).fill({ field: 'ID' }) }, 'orderBy'],
  [
    'a list in an input object that a validator refuses',
    start,
    { input: { format: 'CSV', ids: Array(10_001).fill('1') } },
    'input.ids',
  ],
  [
    'a list of exceptions that a validator refuses',
    start,
    { input: { format: 'CSV', filter: { users: {} }, excludeIds: Array(10_001).fill('1') } },
    'input.excludeIds',
  ],
  [
    'a text deep in an input object that a validator refuses',
    start,
    { input: { format: 'CSV', filter: { users: { search: 'x'.repeat(201) } } } },
    'input.filter.users.search',
  ],
  ['what the service refuses', start, { input: { format: 'ZIP' } }, 'input.format'],
  ['a page of 1,000,000', users, { first: 1_000_000 }, 'first'],
  ['a page of -1', users, { first: -1 }, 'first'],
  ['a page of 2^31', users, { first: 2 ** 31 }, 'first'],
  ['a page of null', users, { first: null }, 'first'],
  ['a page of null as a literal', '{ users(first: null) { nodes { id } } }', undefined, 'first'],
  ['a page of 1.5', users, { first: 1.5 }, 'first'],
  ['a page of 1.5 as a literal', '{ users(first: 1.5) { nodes { id } } }', undefined, 'first'],
  ['a page of 1e400', '{ users(first: 1e400) { nodes { id } } }', undefined, 'first'],
  ['a page of NaN', '{ users(first: NaN) { nodes { id } } }', undefined, 'first'],
  ['a page of a hundred digits', `{ users(first: ${'9'.repeat(100)}) { nodes { id } } }`, undefined, 'first'],
  ['a garbage cursor', users, { after: 'garbage' }, 'after'],
  ['an empty cursor', users, { after: '' }, 'after'],
  ['a cursor of another shape', users, { after: cursor(['+ID']) }, 'after'],
  ['a cursor of another order', users, { after: cursor(['+USERNAME+ID', 'a', 1]) }, 'after'],
  ['a cursor that holds no value', users, { after: cursor(['+ID', { a: 1 }]) }, 'after'],
  ['a cursor of 10 KB', users, { after: 'a'.repeat(10_000) }, 'after'],
  ['an order by SQL', users, { orderBy: [{ field: 'id; DROP TABLE users' }] }, 'orderBy.0.field'],
  [
    'an order by an expression',
    '{ users(orderBy: [{ field: "CASE WHEN 1 THEN id END" }]) { totalCount } }',
    undefined,
    'orderBy.0.field',
  ],
  ['an order by a subquery', users, { orderBy: '1,(select password from users)' }, 'orderBy'],
  ['a direction that is none', users, { orderBy: [{ field: 'ID', direction: 'ASC; --' }] }, 'orderBy.0.direction'],
  ['a search of 10 KB', users, { filter: { search: '%'.repeat(10_240) } }, 'filter.search'],
  [
    'an instant of the year 275760',
    users,
    { filter: { createdAt: { from: '+275760-09-13T00:00:00.000Z' } } },
    'filter.createdAt.from',
  ],
  ['an instant that is a number', users, { filter: { createdAt: { from: 0 } } }, 'filter.createdAt.from'],
  [
    'an instant that does not exist',
    users,
    { filter: { createdAt: { before: '2026-02-30T00:00:00Z' } } },
    'filter.createdAt.before',
  ],
  [
    'a date that does not exist',
    start,
    { input: { format: 'CSV', period: { start: '2026-02-30', end: '2026-03-01' } } },
    'input.period.start',
  ],
  [
    'a period that ends before it starts',
    start,
    { input: { format: 'CSV', period: { start: '2026-03-02', end: '2026-03-01' } } },
    'input.period.end',
  ],
  ['an id that is an object', users, { filter: { ids: [{}] } }, 'filter.ids'],
  [
    'a date of the third of a bulk',
    bulk,
    {
      input: [0, 1, 2].map((index) => ({
        id: '1',
        startsAt: '2026-03-20T10:00:00Z',
        endsAt: index === 2 ? 'noon' : '2026-03-20T11:00:00Z',
      })),
    },
    'input.2.endsAt',
  ],
  [
    'a date of the second of a bulk of literals',
    'mutation { rescheduleBookings(input: [{ id: 1, startsAt: "2026-03-20T10:00:00Z", endsAt: "2026-03-20T11:00:00Z" }, { id: 2, startsAt: "dawn", endsAt: "noon" }]) { id } }',
    undefined,
    'input.1.startsAt',
  ],
  [
    'half of a surrogate pair, under another name than its argument',
    'query ($f: UserFilter) { users(filter: $f) { totalCount } }',
    { f: { search: '\ud83d' } },
    'filter.search',
  ],
  ['an id that is 1.5', users, { filter: { ids: [1.5] } }, 'filter.ids'],
];

function cursor(parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

eachEngine('invalid arguments', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let socket: RawSocket;

  beforeAll(async () => {
    socket = await RawSocket.signedIn(organization.owner);
  });
  afterAll(() => socket?.close());

  it.each(cases)('are refused with their path: %s', async (_what, query, variables, argument) => {
    for (const { data, errors } of [
      await organization.owner.gql(query, variables),
      await socket.answer(query, variables),
    ]) {
      expect(data ?? null).toBeNull();
      const [{ message, extensions }] = errors! as [{ message: string; extensions: object }];
      const invalid = { code: 'BAD_USER_INPUT', argument };
      expect(extensions).toMatchObject({ ...invalid, inputErrors: [{ ...invalid, message }] });
    }
  });

  it.each([
    ['{ users(first: 501) { totalCount } }', '`first` must be a whole number from 1 to 500.'],
    [
      '{ bookingStats(from: "2026-01", to: "2026-02", groupBy: [PLAN, PLAN]) { __typename } }',
      '`groupBy` must not name a dimension twice.',
    ],
    [
      '{ users(asOf: "2026-03-20T10:00:00") { totalCount } }',
      'DateTime must be an RFC 3339 instant: end it with Z or an offset like +01:00',
    ],
  ])('say what is expected: %s', async (query, message) => {
    expect((await organization.owner.gql(query)).errors![0]!.message).toContain(message);
  });

  it('accept an infinite number in a variable', async () => {
    const { status, errors } = await organization.owner.post(
      `{"query":${JSON.stringify(users)},"variables":{"first":1e400}}`,
    );
    expect({ status, extensions: errors![0]!.extensions }).toMatchObject({
      status: 400,
      extensions: { code: 'BAD_USER_INPUT', argument: 'first' },
    });
  });

  it('are answered with 400 if nothing was executed, in literals and in variables', async () => {
    expect((await organization.owner.gql('{ users(first: "x") { totalCount } }')).status).toBe(400);
    expect((await organization.owner.gql(users, { first: 'x' })).status).toBe(400);
    expect((await organization.owner.gql('query ($id: ID!) { user(id: $id) { id } }', {})).status).toBe(400);
  });
});

eachEngine('searches for unusual texts', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  beforeAll(async () => {
    await addUsers(app.app.dataSource, organization.id, [
      { username: 'percent', lastName: '100%' },
      { username: 'underscore', lastName: 'a_b' },
      { username: 'backslash', lastName: 'a\\b' },
      { username: 'quotes', lastName: `O'Brien "Bob"` },
      { username: 'bang', lastName: 'a!b' },
    ]);
  });

  it.each([
    ['%', ['percent']],
    ['_', ['underscore']],
    ['\\', ['backslash']],
    ["'", ['quotes']],
    ['"', ['quotes']],
    ['!', ['bang']],
    ["' OR 1=1 --", []],
  ])('match %j literally', async (search, usernames) => {
    const { users: page } = await organization.owner.data(users, { first: 50, filter: { search } });
    expect(page.nodes.map((user: { username: string }) => user.username)).toEqual(usernames);
  });

  it('match ids exactly', async () => {
    const ids = ['0', '-1', '1e3', '1; DROP TABLE users', '99999999999999999999', '٣', ' 1'];
    const { users: page } = await organization.owner.data(users, { first: 50, filter: { ids } });
    expect(page.nodes).toEqual([]);
  });
});
