import { useOrganization, useTestApp, waysToSignIn } from '../../support/apps/app';
import type { Data, TestClient } from '../../support/clients/client';
import { exportFile, startExport } from '../../support/clients/exports';
import { RawSocket } from '../../support/clients/raw-socket';
import { deleteUser } from '../../support/data/account-changes';
import { addBookings, addInvoices, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, deleteRows } from '../../support/databases/rows';

const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { id state } }';
const progress = 'subscription ($id: ID!) { exportProgress(id: $id) { id } }';
const missingId = '2000000000';

eachEngine('the separation of two organizations', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine);
  const here = useOrganization(app);
  const there = useOrganization(app);
  let foreign: Data;

  beforeAll(async () => {
    for (const organization of [here, there]) {
      await addBookings(app.app.dataSource, organization, [
        { userId: organization.memberId, startsAt: '2026-03-10T10:00:00Z' },
      ]);
      await addInvoices(app.app.dataSource, organization, [
        { userId: organization.memberId, issuedAt: '2026-03-10T10:00:00Z', totalMinor: 1000 },
      ]);
    }
    foreign = (await exportFile(there.owner)).row;
  });

  describe.each(waysToSignIn)('for viewers with %s', (_by, signIn) => {
    let owner: TestClient;
    let member: TestClient;

    beforeAll(async () => {
      owner = await app[signIn]({ id: here.ownerId, organizationId: here.id });
      member = await app[signIn]({ id: here.memberId, organizationId: here.id });
    });

    it('answers a foreign id exactly like an unknown id', async () => {
      const same = async (ask: (id: string) => Promise<unknown>, foreignId: string): Promise<void> => {
        const [ofForeign, ofMissing] = [await ask(foreignId), await ask(missingId)];
        expect(JSON.stringify(ofForeign).replaceAll(`"${foreignId}`, '"ID')).toEqual(
          JSON.stringify(ofMissing).replaceAll(`"${missingId}`, '"ID'),
        );
      };
      const gql = (query: string, variables: object) =>
        owner.gql(query, variables).then(({ status, data, errors }) => ({ status, data, errors }));
      await same((id) => gql('query ($id: ID!) { user(id: $id) { id } }', { id }), String(there.memberId));
      await same((id) => gql('query ($id: ID!) { export(id: $id) { id } }', { id }), foreign.id);
      await same((id) => gql(cancel, { id }), foreign.id);
      await same((id) => gql(start, { input: { format: 'CSV', ids: [id] } }), String(there.memberId));
      await same(
        (id) => gql('query ($ids: [ID!]) { users(filter: { ids: $ids }) { totalCount nodes { id } } }', { ids: [id] }),
        String(there.memberId),
      );

      const socket = await RawSocket.signedIn(owner);
      await same(async (id) => socket.answer(progress, { id }), foreign.id);
      socket.close();
    });

    it('answers NOT_FOUND and changes nothing', async () => {
      expect(await owner.refusal(cancel, { id: foreign.id })).toMatchObject({
        code: 'NOT_FOUND',
        argument: 'id',
        message: `No such export: "${foreign.id}".`,
      });
      expect(
        (await there.owner.data('query ($id: ID!) { export(id: $id) { state version } }', { id: foreign.id })).export,
      ).toEqual({ state: 'COMPLETED', version: foreign.version });
    });

    it('finds no records by foreign ids in a filter', async () => {
      const query = `query ($users: [ID!]) {
      users(filter: { ids: $users }) { totalCount nodes { id } }
      bookings(filter: { userIds: $users }) { totalCount nodes { id } }
      invoices(filter: { userIds: $users }) { totalCount nodes { id } }
    }`;
      const variables = { users: [there.memberId, there.ownerId].map(String) };
      const nothing = { totalCount: 0, nodes: [] };
      expect(await owner.data(query, variables)).toEqual({
        users: nothing,
        bookings: nothing,
        invoices: nothing,
      });
      expect(
        await owner.refusal(start, {
          input: { format: 'CSV', ids: [String(here.memberId), String(there.memberId)] },
        }),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.ids' });
    });

    it('creates an empty file for a filter by foreign ids', async () => {
      const { row, body } = await exportFile(owner, {
        format: 'CSV',
        columns: ['email'],
        filter: { users: { ids: [String(there.memberId)] } },
      });
      expect(row.file.rows).toBe(0);
      expect(body.toString()).not.toContain('member');
    });

    it('keeps bookings, invoices, users, owner and figures apart', async () => {
      const query =
        '{ organization { id owner { id } } viewer { organization { id } user { id } } users(first: 500) { nodes { id } } bookings { nodes { user { id username } } } invoices { nodes { user { id } } } }';
      const { organization, viewer, users, bookings, invoices } = await owner.data(query);
      const own = [here.ownerId, here.adminId, here.memberId].map(String);
      expect([organization.id, organization.owner.id, viewer.organization.id, viewer.user.id]).toEqual([
        String(here.id),
        own[0],
        String(here.id),
        own[0],
      ]);
      expect(users.nodes.map(({ id }: Data) => id).sort()).toEqual([...own].sort());
      expect([...bookings.nodes, ...invoices.nodes].map(({ user }: Data) => user.id)).toEqual([own[2], own[2]]);
    });

    it('shows no user for a booking that refers to a foreign user', async () => {
      await addBookings(app.app.dataSource, here, [{ userId: there.adminId, startsAt: '2026-03-11T10:00:00Z' }]).then(
        async () => {
          const { bookings } = await owner.data('{ bookings(first: 500) { nodes { user { username } } } }');
          expect(bookings.nodes.map(({ user }: Data) => user)).toContain(null);
          await deleteRows(app.app.dataSource, 'bookings', { organizationId: here.id, userId: there.adminId });
        },
        (refused) => expect(String(refused)).toMatch(/foreign key/i),
      );
    });

    it("returns only the viewer's rows for a foreign cursor", async () => {
      const { users: page } = await there.owner.data('{ users(first: 1) { pageInfo { endCursor } } }');
      const { users } = await owner.data(
        'query ($after: String) { users(first: 500, after: $after) { nodes { id } } }',
        { after: page.pageInfo.endCursor },
      );
      const foreignIds = [there.ownerId, there.adminId, there.memberId].map(String);
      expect(users.nodes.filter(({ id }: Data) => foreignIds.includes(id))).toEqual([]);
    });

    it('takes the viewer from the token or session alone, not from headers or arguments', async () => {
      const headers = {
        'x-organization-id': String(there.id),
        'x-tenant': there.slug,
        'x-user-id': String(there.ownerId),
        'x-forwarded-user': 'owner',
        cookie: [member.headers.cookie, `organizationId=${there.id}`].filter(Boolean).join('; '),
      };
      const body = JSON.stringify({
        query: '{ viewer { organization { id } user { id } } }',
        variables: { organizationId: there.id },
        extensions: { organizationId: there.id },
        organizationId: there.id,
      });
      expect((await member.post(body, headers)).data).toEqual({
        viewer: { organization: { id: String(here.id) }, user: { id: String(here.memberId) } },
      });
      expect(await owner.refusal(`{ users(organizationId: ${there.id}) { totalCount } }`)).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    });

    it("limits export activity to the viewer's organization", async () => {
      const live = owner.subscribe('subscription { exportActivity { id } }');
      const { export: theirs } = await startExport(there.owner, { format: 'XLSX' });
      const { export: ours } = await startExport(owner, { format: 'XLSX' });
      await live.untilEvent('our export', (event) => event.exportActivity.id === ours.id);
      expect(live.events.map((event) => event.exportActivity.id)).not.toContain(theirs.id);
      live.unsubscribe();
    });

    describe('the cache of an operation', () => {
      const query =
        '{ viewer { user { id username bookingActivity { thisMonth { booked } } } organization { id } } users(first: 3) { nodes { id bookingActivity { thisMonth { booked } } } } }';

      it('is not used for a simultaneous operation of any viewer', async () => {
        const ask = (client: TestClient) => client.data(query);
        const alone = [await ask(owner), await ask(there.owner), await ask(member)];
        const together = await Promise.all(
          Array.from({ length: 30 }, (_unused, index) => ask([owner, there.owner, member][index % 3]!)),
        );
        for (const [index, answer] of together.entries()) expect(answer).toEqual(alone[index % 3]);
      });

      it('is not used for the next operation of the same socket', async () => {
        const [id] = await addUsers(app.app.dataSource, here.id, [{ username: 'before', role: 'OWNER' }]);
        const socket = await RawSocket.signedIn(await app[signIn]({ id: id!, organizationId: here.id }));
        const name = async (): Promise<string> =>
          (await socket.answer('{ viewer { user { username } } }')).data.viewer.user.username;
        expect(await name()).toBe('before');
        await changeRows(app.app.dataSource, 'users', { id: id! }, { username: 'after' });
        expect(await name()).toBe('after');
        socket.close();
        await deleteUser(app.app.dataSource, id!);
      });
    });
  });
});

eachEngine('the cache of one event of a subscription', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  it.each(waysToSignIn)('is not used for the next event of a viewer with %s', async (_by, signIn) => {
    const { id, ownerId } = await app.organization();
    const owner = await app[signIn]({ id: ownerId, organizationId: id });
    const { export: row } = await startExport(owner);
    const live = owner.subscribe(
      'subscription ($id: ID!) { exportProgress(id: $id) { state requestedBy { firstName } } }',
      { id: row.id },
    );
    await live.untilEvent('the present state', () => true);
    await changeRows(app.app.dataSource, 'users', { id: ownerId }, { firstName: 'Renamed' });
    await owner.data(cancel, { id: row.id });
    await live.untilCompleted();
    expect(live.events.map((event) => event.exportProgress)).toEqual([
      { state: 'QUEUED', requestedBy: { firstName: 'Olga' } },
      { state: 'CANCELLED', requestedBy: { firstName: 'Renamed' } },
    ]);
  });
});
