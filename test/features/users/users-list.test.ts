import { UserStatus } from '../../../src/features/users/user.entity';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { listQuery } from '../../support/clients/paging';
import { addUsers } from '../../support/data/factories';
import { eachEngine, engines } from '../../support/databases/engines';

eachEngine('the list of users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  beforeAll(async () => {
    await addUsers(app.app.dataSource, organization.id, [
      { username: '100%', lastName: 'Percent' },
      { username: 'under_score' },
      { username: 'underXscore' },
      { username: 'back\\slash' },
      { username: "quote'" },
      { username: 'Ünïcode', firstName: 'Zoë' },
      { username: 'bang!' },
      { username: 'question?mark' },
      { username: '__proto__' },
      { username: 'constructor', lastName: '__proto__' },
      { username: ':value0' },
    ]);
    await addUsers(app.app.dataSource, organization.id, [
      {
        username: 'f1',
        status: UserStatus.INACTIVE,
        accountType: 'Guest',
        company: 'Filter & Co',
        createdAt: new Date('2026-01-01T00:00:00Z'),
        lastLoginAt: new Date('2026-02-01T00:00:00Z'),
      },
      {
        username: 'f2',
        status: UserStatus.PENDING,
        accountType: 'Resident',
        company: 'Filter & Co',
        createdAt: new Date('2026-01-31T23:59:59.999Z'),
        primaryLocationId: organization.locationId,
      },
      {
        username: 'f3',
        company: 'Filter & Co',
        createdAt: new Date('2026-02-01T00:00:00Z'),
        lastLoginAt: new Date('2026-02-01T00:00:00.001Z'),
      },
    ]);
  });

  const found = async (filter: object, client = organization.owner): Promise<string[]> => {
    const { users } = await client.data(listQuery('users', 'username'), { filter, first: 500 });
    expect(users.totalCount).toBe(users.nodes.length);
    return users.nodes.map(({ username }: { username: string }) => username);
  };

  it.each([
    ['%', ['100%']],
    ['_', ['under_score', '__proto__', 'constructor']],
    ['r_s', ['under_score']],
    ['\\', ['back\\slash']],
    ["'", ["quote'"]],
    ['!', ['bang!']],
    ['?', ['question?mark']],
    [':value0', [':value0']],
    ['ÜNÏ', ['Ünïcode']],
    ['u\u0308ni\u0308', ['Ünïcode']],
    ['uni', []],
    ['zoë', ['Ünïcode']],
    ['percent', ['100%']],
    ['__PROTO__', ['__proto__', 'constructor']],
    ['constructor', ['constructor']],
    ["'; DROP TABLE users; --", []],
    ['" OR 1=1', []],
    ['x'.repeat(200), []],
  ])('finds users by part of a text: %j', async (search, usernames) =>
    expect(await found({ search })).toEqual(usernames),
  );

  it.each(['Mia Member', 'member mia', '  mia member '])('finds a user by the full name: %j', async (search) =>
    expect(await found({ search })).toEqual(['member']),
  );

  it('finds all users by an empty text', async () => expect(await found({ search: '' })).toHaveLength(17));

  it.each([
    ['201 characters', 'x'.repeat(201)],
    ['10 KB', 'x'.repeat(10_240)],
  ])('rejects a text of %s', async (_what, search) => {
    expect(await organization.owner.refusal(listQuery('users'), { filter: { search } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'filter.search',
    });
  });

  it.each([
    [{ status: ['INACTIVE'] }, ['f1']],
    [{ status: ['INACTIVE', 'PENDING'] }, ['f1', 'f2']],
    [{ status: [] }, []],
    [{ role: ['OWNER'] }, ['owner']],
    [{ role: ['OWNER', 'ADMIN'], search: 'adm' }, ['admin']],
    [{ accountType: ['Guest', '__proto__'] }, ['f1']],
    [{ accountType: ["Guest' OR '1'='1"] }, []],
    [{ createdAt: { from: '2026-01-01T00:00:00Z', before: '2026-02-01T00:00:00Z' } }, ['f1', 'f2']],
    [{ createdAt: { from: '2026-01-01T01:00:00+01:00' } }, ['f1', 'f2', 'f3']],
    [{ createdAt: { from: '2026-03-01T00:00:00Z', before: '2026-03-01T00:00:00Z' } }, []],
    [{ lastLoginAt: { from: '2026-02-01T00:00:00.001Z' } }, ['f3']],
    [{ lastLoginAt: {} }, ['f1', 'f3']],
    [{ search: 'filter & co', status: ['ACTIVE'] }, ['f3']],
    [{ ids: [] }, []],
    [{ ids: ['__proto__', 'constructor', '-1', '0', '1e3', '99999999999', '2147483647', '1 OR 1=1'] }, []],
  ])('filters by %j', async (filter, usernames) => expect(await found(filter)).toEqual(usernames));

  it('filters by location and by ids, and finds none for ids of other organizations', async () => {
    const stranger = await app.organization();
    expect(await found({ primaryLocationIds: [organization.locationId] })).toEqual(['f2']);
    expect(await found({ ids: [organization.ownerId, stranger.ownerId, stranger.memberId] })).toEqual(['owner']);
  });

  it('contains only the viewer for members and admins without IDENTITIES_VIEW', async () => {
    expect(await found({}, organization.member)).toEqual(['member']);
    expect(await found({ ids: [organization.ownerId] }, organization.member)).toEqual([]);
    const limited = await app.organization({ adminPermissions: [] });
    expect(await found({}, limited.admin)).toEqual(['admin']);
    const { user } = await organization.member.data('query ($id: ID!) { user(id: $id) { id } }', {
      id: organization.ownerId,
    });
    expect(user).toBeNull();
  });
});

describe('validation of the list of users', () => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app);

  it.each([1_000_000, 501, 0, -1, 2 ** 31, -(2 ** 31) - 1, null, 1.5, '10', true, 1e300])(
    'rejects `first: %j`',
    async (first) => {
      expect(await organization.owner.refusal(listQuery('users'), { first })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'first',
      });
    },
  );

  it.each(['1000000', '-1', '2147483648', 'null', '1e5', '"10"'])(
    'rejects `first: %s` in the query text',
    async (first) => {
      expect(await organization.owner.refusal(`{ users(first: ${first}) { totalCount } }`)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'first',
      });
    },
  );

  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['garbage', 'garbage'],
    ['empty', ''],
    ['JSON of something else', encoded({ id: 5 })],
    ['null', encoded(null)],
    ['too few keys', encoded(['+ID'])],
    ['too many keys', encoded(['+ID', 1, 2])],
    ['an object as key', encoded(['+ID', { $gt: 0 }])],
    ['a fraction', encoded(['+ID', 1.5])],
    ['a list', encoded(['+ID', [1]])],
    ['nothing', encoded(['+ID', null])],
    ['SQL', "1' OR '1'='1"],
    ['3,000 characters', 'A'.repeat(3000)],
    ['a text as a number', encoded(['+ID', '1 OR 1=1'])],
  ])('rejects a cursor that is %s', async (_what, after) => {
    expect(await organization.owner.refusal(listQuery('users'), { after })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'after',
    });
  });

  it('rejects a cursor of another order or of another list', async () => {
    const { users } = await organization.owner.data(listQuery('users'), {
      first: 1,
      orderBy: [{ field: 'LAST_NAME' }],
    });
    const after = users.pageInfo.endCursor;
    for (const orderBy of [
      null,
      [{ field: 'FIRST_NAME' }],
      [{ field: 'LAST_NAME', direction: 'DESC' }],
      [{ field: 'LAST_NAME' }, { field: 'EMAIL' }],
    ]) {
      expect(await organization.owner.refusal(listQuery('users'), { after, orderBy })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'after',
      });
    }
    expect(await organization.owner.refusal(listQuery('bookings'), { after })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'after',
    });
  });

  it.each([
    'id; DROP TABLE users',
    'CASE WHEN 1=1 THEN id ELSE email END',
    '1,(SELECT 1)',
    'lastName',
    'id',
    '__proto__',
    '',
  ])('rejects the text %j as an order', async (field) => {
    expect(await organization.owner.refusal(listQuery('users'), { orderBy: [{ field }] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: expect.stringMatching(/^orderBy/),
    });
    expect(
      await organization.owner.refusal(listQuery('users'), { orderBy: [{ field: 'ID', direction: field }] }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: expect.stringMatching(/^orderBy/) });
    expect(
      await organization.owner.refusal(`{ users(orderBy: ${JSON.stringify(field)}) { totalCount } }`),
    ).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('rejects five sort keys and 10,001 ids', async () => {
    const orderBy = Array.from({ length: 5 }, () => ({ field: 'ID' }));
    expect(await organization.owner.refusal(listQuery('users'), { orderBy })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'orderBy',
    });
    const ids = Array.from({ length: 10_001 }, (_unused, index) => String(index));
    expect(await organization.owner.refusal(listQuery('users'), { filter: { ids } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'filter.ids',
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'rejects a filter field or an argument named %s',
    async (name) => {
      expect(
        await organization.owner.refusal(`query ($filter: UserFilter) { users(filter: $filter) { totalCount } }`, {
          filter: JSON.parse(`{"${name}":{"polluted":true}}`),
        }),
      ).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(await organization.owner.refusal(`{ users(${name}: 1) { totalCount } }`)).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );
});
