/** @slow */
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { sortedIds, walk } from '../../support/clients/paging';
import { deleteUser } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

interface Row {
  id: number;
  username: string;
  lastName: string | null;
  firstName: string | null;
  email: string | null;
  createdAt: number;
  lastLoginAt: number | null;
}

const names = [
  null,
  '',
  'a',
  'A',
  'á',
  'a\u0301',
  'B',
  'b',
  'ß',
  'ss',
  'Ω',
  '日本',
  '😀',
  '\ufffd',
  ' a',
  "o'neill",
  '%',
  '_',
  '\\',
  'a\0b',
  'Z',
];
const instants = [null, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.001Z', '2026-02-28T23:59:59.999Z'];
// The last of these letters is half of a pair.
const people = Array.from({ length: 63 }, (_unused, index) => ({
  username: `${'aBcÄ😀'[index % 5]}-${index}`,
  lastName: names[index % names.length]!,
  firstName: names[(index * 5) % 4]!,
  email: index % 7 === 0 ? null : `e${index % 9}@example.test`,
  createdAt: new Date(instants[1 + (index % 3)]!),
  lastLoginAt: instants[index % 4] ? new Date(instants[index % 4]!) : null,
}));

const fields: Record<string, (row: Row) => string | number> = {
  ID: (row) => row.id,
  USERNAME: (row) => row.username.normalize('NFC').toLowerCase(),
  LAST_NAME: (row) => row.lastName ?? '',
  FIRST_NAME: (row) => row.firstName ?? '',
  EMAIL: (row) => row.email ?? '',
  CREATED_AT: (row) => Number(row.createdAt),
  LAST_LOGIN_AT: (row) => Number(row.lastLoginAt ?? 0),
};

eachEngine('paging of users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let organization: SignedInOrganization;
  let rows: Row[];
  beforeAll(async () => {
    const other = await app.organization();
    await addUsers(app.app.dataSource, other.id, people);
    organization = await app.organization();
    await addUsers(app.app.dataSource, organization.id, people);
    rows = await readRows(app.app.dataSource, 'users', { organizationId: organization.id }, [
      'id',
      'username',
      'lastName',
      'firstName',
      'email',
      'createdAt',
      'lastLoginAt',
    ]);
  });

  describe.each(Object.keys(fields))('by %s', (field) => {
    it.each(['ASC', 'DESC'] as const)('%s', async (direction) => {
      const expected = sortedIds(rows, [{ of: fields[field]!, descending: direction === 'DESC' }]);
      expect(expected).toHaveLength(66);
      for (const first of engine.name === 'sqlite' && field === 'LAST_NAME' ? [1, 7, 66] : [7]) {
        expect(await walk(organization.owner, 'users', { first, orderBy: [{ field, direction }] })).toEqual(expected);
      }
    });
  });

  it('orders by id by default', async () =>
    expect(await walk(organization.owner, 'users', { first: 9 })).toEqual(sortedIds(rows, [])));

  it.each([
    [
      ['FIRST_NAME', 'ASC'],
      ['LAST_NAME', 'DESC'],
    ],
    [
      ['LAST_LOGIN_AT', 'DESC'],
      ['CREATED_AT', 'ASC'],
      ['EMAIL', 'DESC'],
    ],
    [
      ['CREATED_AT', 'ASC'],
      ['ID', 'DESC'],
    ],
    [
      ['FIRST_NAME', 'DESC'],
      ['FIRST_NAME', 'ASC'],
    ],
    [
      ['FIRST_NAME', 'ASC'],
      ['CREATED_AT', 'DESC'],
      ['FIRST_NAME', 'DESC'],
      ['ID', 'DESC'],
    ],
    [
      ['ID', 'DESC'],
      ['ID', 'ASC'],
    ],
  ] as [string, 'ASC' | 'DESC'][][])('orders by several keys: %j', async (...levels) => {
    const expected = sortedIds(
      rows,
      levels.map(([field, direction]) => ({ of: fields[field]!, descending: direction === 'DESC' })),
    );
    expect(
      await walk(organization.owner, 'users', {
        first: 7,
        orderBy: levels.map(([field, direction]) => ({ field, direction })),
      }),
    ).toEqual(expected);
  });

  it('has no gaps or repeats while users are added and removed', async () => {
    const crowd = await app.organization();
    const { dataSource } = app.app;
    const add = (from: number, count: number) =>
      addUsers(
        dataSource,
        crowd.id,
        Array.from({ length: count }, (_unused, index) => ({
          username: `u${from + index}`,
          lastName: `L${(from + index) % 3}`,
        })),
      );
    const initial = await add(0, 40);
    const removed = new Set<number>();
    let next = 1000;
    const seen = await walk(crowd.owner, 'users', {
      first: 5,
      orderBy: [{ field: 'LAST_NAME', direction: 'DESC' }],
      filter: { role: ['MEMBER'] },
      async between(soFar) {
        const anchor = soFar.at(-1)!;
        await deleteUser(dataSource, anchor);
        const [unseen] = initial.filter((id) => !soFar.includes(id) && !removed.has(id)).slice(-1);
        if (unseen !== undefined && soFar.length < 30) {
          removed.add(unseen);
          await deleteUser(dataSource, unseen);
        }
        if (soFar.length < 30) await add((next += 10), 2);
      },
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(removed.size).toBeGreaterThan(3);
    for (const id of initial) expect([id, seen.includes(id)]).toEqual([id, !removed.has(id)]);
  });
});
