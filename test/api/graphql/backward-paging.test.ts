import fc from 'fast-check';
import { isObjectType } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { startExport } from '../../support/clients/exports';
import { startImport } from '../../support/clients/imports';
import { deleteUser } from '../../support/data/account-changes';
import { addBookings, addInvoices, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

interface Page {
  readonly nodes: readonly { id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}
type ReadPage = (args: string) => Promise<Page>;

const pageFields = '{ nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';
const idsOf = ({ nodes }: Page): string[] => nodes.map(({ id }) => id);

async function forward(read: ReadPage, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const page: Page = await read(`first: ${size}${after ? `, after: "${after}"` : ''}`);
    expect(page.pageInfo.hasPreviousPage).toBe(ids.length > 0);
    ids.push(...idsOf(page));
    if (!page.pageInfo.hasNextPage) return ids;
    expect(page.nodes).toHaveLength(size);
    after = page.pageInfo.endCursor;
  }
}

async function backward(read: ReadPage, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let before: string | null = null; ;) {
    const page: Page = await read(`last: ${size}${before ? `, before: "${before}"` : ''}`);
    expect(page.pageInfo.hasNextPage).toBe(ids.length > 0);
    ids.unshift(...idsOf(page));
    if (!page.pageInfo.hasPreviousPage) return ids;
    expect(page.nodes).toHaveLength(size);
    before = page.pageInfo.startCursor;
  }
}

const fields = ['ID', 'USERNAME', 'LAST_NAME', 'EMAIL', 'CREATED_AT', 'LAST_LOGIN_AT', 'INVOICED_ALL_TIME'];
const order = fc.record({ field: fc.constantFrom(...fields), direction: fc.constantFrom('ASC', 'DESC') });

eachEngine('paging from both ends', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let ids: number[];
  beforeAll(async () => {
    ids = await addUsers(
      app.app.dataSource,
      organization.id,
      Array.from({ length: 20 }, (_unused, index) => ({
        username: `${'aBcÄ😀'[index % 4]}-${index}`,
        lastName: [null, '', 'a', 'B'][index % 4]!,
        email: index % 3 === 0 ? null : `e${index % 2}@example.test`,
        createdAt: new Date(Date.UTC(2025, 0, 1 + (index % 3))),
        lastLoginAt: index % 2 ? new Date(Date.UTC(2025, 1, 1 + (index % 5))) : null,
      })),
    );
    await addInvoices(
      app.app.dataSource,
      organization,
      ids.slice(0, 8).map((userId, index) => ({ userId, issuedAt: '2025-05-05T00:00:00Z', totalMinor: index % 3 })),
    );
  });

  const usersBy =
    (orderBy: string): ReadPage =>
    async (args) =>
      (await organization.owner.data(`{ users(orderBy: ${orderBy}, ${args}) ${pageFields} }`)).users;

  it('gives the same rows forward and backward, with nulls and ties', () =>
    fc.assert(
      fc.asyncProperty(fc.array(order, { maxLength: 3 }), fc.constantFrom(6, 11, 23), async (keys, size) => {
        const read = usersBy(`[${keys.map(({ field, direction }) => `{ field: ${field}, direction: ${direction} }`)}]`);
        const all = idsOf(await read('first: 500'));
        expect(all).toHaveLength(23);
        expect(await forward(read, size)).toEqual(all);
        expect(await backward(read, size)).toEqual(all);
      }),
      { numRuns: 6 },
    ));

  it('reads between two cursors from either end', async () => {
    const read = usersBy('[{ field: LAST_NAME }, { field: INVOICED_ALL_TIME, direction: DESC }]');
    const all = idsOf(await read('first: 500'));
    const cursorOf = async (index: number) => (await read(`first: ${index + 1}`)).pageInfo.endCursor;
    const between = `after: "${await cursorOf(4)}", before: "${await cursorOf(12)}"`;
    for (const [count, isCut] of [
      [3, true],
      [7, false],
      [9, false],
    ] as const) {
      const [first, last] = [await read(`first: ${count}, ${between}`), await read(`last: ${count}, ${between}`)];
      expect(idsOf(first)).toEqual(all.slice(5, 12).slice(0, count));
      expect(idsOf(last)).toEqual(all.slice(5, 12).slice(-count));
      expect([isCut, first.pageInfo, last.pageInfo]).toMatchObject([
        isCut,
        { hasPreviousPage: true, hasNextPage: true },
        { hasPreviousPage: true, hasNextPage: true },
      ]);
    }
    const crossed = await read(`first: 5, after: "${await cursorOf(12)}", before: "${await cursorOf(4)}"`);
    expect(crossed).toMatchObject({ nodes: [], pageInfo: { startCursor: null, endCursor: null } });
  });

  it('finds the neighbors of a cursor whose row was deleted', async () => {
    const users = await addUsers(
      app.app.dataSource,
      organization.id,
      ['z1', 'z2', 'z3'].map((username) => ({ username })),
    );
    const filter = `{ ids: [${users.map((id) => `"${id}"`).join(', ')}] }`;
    const read: ReadPage = async (args) =>
      (await organization.owner.data(`{ users(filter: ${filter}, ${args}) ${pageFields} }`)).users;
    const { startCursor, endCursor } = (await read('first: 3')).pageInfo;
    const middle = (await read('first: 2')).pageInfo.endCursor;
    const expectPage = async (args: string, nodes: object[], hasPreviousPage: boolean, hasNextPage: boolean) =>
      expect(await read(args)).toMatchObject({ nodes, pageInfo: { hasPreviousPage, hasNextPage } });

    await deleteUser(app.app.dataSource, users[1]!);
    await expectPage(`first: 5, after: "${middle}"`, [{ id: String(users[2]) }], true, false);
    await expectPage(`last: 5, before: "${middle}"`, [{ id: String(users[0]) }], false, true);
    await deleteUser(app.app.dataSource, users[0]!);
    await expectPage(`first: 5, after: "${startCursor}"`, [{}], false, false);
    await deleteUser(app.app.dataSource, users[2]!);
    await expectPage(`last: 5, before: "${endCursor}"`, [], false, false);
  });
});

eachEngine('paging of every list from both ends', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  beforeAll(async () => {
    const { dataSource } = app.app;
    const days = Array.from({ length: 7 }, (_unused, index) => `2025-05-0${1 + (index % 3)}T00:00:00Z`);
    const userId = organization.memberId;
    await addBookings(
      dataSource,
      organization,
      days.map((startsAt) => ({ userId, startsAt })),
    );
    await addInvoices(
      dataSource,
      organization,
      days.map((issuedAt, index) => ({ userId, issuedAt, totalMinor: index })),
    );
    for (const asOf of [1, 2, 3].map((day) => new Date(Date.UTC(2025, 0, day)).toISOString())) {
      await startExport(organization.owner, { format: 'CSV', asOf });
      const { id } = await startImport(organization.owner);
      await changeRows(dataSource, 'imports', { id }, { state: 'CANCELLED' });
      await organization.admin.data(
        `mutation { requestExport(input: { export: { format: CSV, asOf: "${asOf}" } }) { id } }`,
      );
    }
  });

  it.each([
    ['bookings', 'bookings(orderBy: { field: STARTS_AT, direction: DESC }, '],
    ['invoices', 'invoices('],
    ['exports', 'exports('],
    ['exportRequests', 'exportRequests('],
    ['imports', 'imports('],
    ['auditEvents', 'auditEvents('],
  ])('%s', async (list, field) => {
    const read: ReadPage = async (args) =>
      (
        await organization.owner.data(
          `{ ${field}${list === 'auditEvents' ? args.replace('before:', 'beforeCursor:') : args}) ${pageFields} }`,
        )
      )[list];
    const all = idsOf(await read('first: 500'));
    expect(all.length).toBeGreaterThan(2);
    for (const size of [2, all.length]) {
      expect(await forward(read, size)).toEqual(all);
      expect(await backward(read, size)).toEqual(all);
    }
  });

  it.each([
    ['users(first: 1, last: 1)', 'last'],
    ['users(first: 50, last: 1)', 'last'],
    ['users(last: 0)', 'last'],
    ['users(last: 501)', 'last'],
    ['users(first: null)', 'first'],
    ['users(last: 1, before: "x")', 'before'],
    ['auditEvents(last: 1, beforeCursor: "x")', 'beforeCursor'],
  ])('refuses %s', async (field, argument) =>
    expect(await organization.owner.refusal(`{ ${field} { totalCount } }`)).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
    }),
  );

  it('refuses `first` and `last` in variables, but not a null of either', async () => {
    const query = 'query ($first: Int, $last: Int) { users(first: $first, last: $last) { nodes { id } } }';
    expect(await organization.owner.refusal(query, { first: 50, last: 1 })).toMatchObject({ argument: 'last' });
    const sizes: number[] = [];
    for (const variables of [{ first: null, last: 1 }, { first: 2, last: null }, { last: 1 }, {}])
      sizes.push((await organization.owner.data(query, variables)).users.nodes.length);
    expect(sizes).toEqual([1, 2, 1, 3]);
  });

  it('refuses a cursor of another order, by the argument that contains it', async () => {
    const { users } = await organization.owner.data(`{ users(orderBy: { field: EMAIL }) ${pageFields} }`);
    for (const argument of ['after', 'before'])
      expect(
        await organization.owner.refusal(`{ users(${argument}: "${users.pageInfo.endCursor}") { totalCount } }`),
      ).toMatchObject({ argument, message: expect.stringContaining('another order') });
  });

  it('charges for `last` like for `first`', async () => {
    const { message } = await organization.owner.refusal(
      '{ users(last: 500) { nodes { bookingActivity { months(from: "2020-01", to: "2025-01") { booked created } } } } }',
    );
    expect(message).toMatch(/costs \d{5,} points/);
  });
});

describe('the schema', () => {
  it('has the arguments for both directions wherever it has a connection', () => {
    const connections = Object.values(createSchema().getTypeMap())
      .filter(isObjectType)
      .flatMap((type) => Object.values(type.getFields()).map((field) => ({ owner: type, field })))
      .filter(({ field }) => String(field.type).replace('!', '').endsWith('Connection'));
    expect(connections.length).toBeGreaterThan(7);
    for (const { owner, field } of connections) {
      const names = field.args.map(({ name }) => name);
      const before = field.name === 'auditEvents' ? 'beforeCursor' : 'before';
      expect([owner.name, field.name, names]).toEqual([
        owner.name,
        field.name,
        expect.arrayContaining(['first', 'last', 'after', before]),
      ]);
    }
  });
});
