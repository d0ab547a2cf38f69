import { createTestApp, useOrganization, useTestApp } from '../../support/apps/app';
import { LiveCounts } from '../../support/apps/live-counts';
import type { Subscription, TestClient, Transport } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { setbacks, Watching } from '../../support/clients/watching';
import { deleteUser, setPermissions, setRole } from '../../support/data/account-changes';
import { changeExport, stages } from '../../support/data/export-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';
import { waitFor } from '../../support/wait-for';

const shared = 'subscription ($id: ID!) { exportProgress(id: $id) { id state version } }';
/** Run for each viewer alone. */
const own = 'subscription ($id: ID!) { exportProgress(id: $id) { id state version actions { cancel } } }';
const activity = 'subscription { exportActivity { id state } }';
const permissions = ['DATA_PROTECTION', 'IDENTITIES_VIEW', 'IDENTITIES_EDIT'];
const maxPerUser = 3;
/** How soon a stream must notice. */
const promptlyMs = 5000;

const codesOf = ({ errors }: Subscription): unknown[] =>
  errors.map((error) => (error as { extensions?: { code: string } }).extensions?.code).filter(Boolean);

eachEngine('live operations', ['sqlite'], (engine) => {
  const counts = new LiveCounts();
  const app = useTestApp(engine, { worker: false, settings: { LIMIT_SOCKETS_PER_PERSON: String(maxPerUser) } });
  const organization = useOrganization(app);
  const clients: TestClient[] = [];

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await waitFor('the server to free everything', () => counts.areZero);
  });
  afterAll(() => counts.restore());

  describe.each<Transport>(['WebSocket', 'event stream'])('by %s', (transport) => {
    const over = (client: TestClient): TestClient => {
      const live = client.over(transport);
      clients.push(live);
      return live;
    };
    const newAdmin = async (granted = permissions): Promise<{ id: number; client: TestClient }> => {
      const [id] = await addUsers(app.app.dataSource, organization.id, [
        { username: `admin-${Math.random()}`, role: 'ADMIN', permissions: granted as never },
      ]);
      return { id: id!, client: over(await app.signIn({ id: id!, organizationId: organization.id })) };
    };
    const newExport = async (): Promise<string> =>
      (
        await startExport(organization.owner, {
          format: 'CSV',
          columns: ['email'],
          asOf: new Date(++exports).toISOString(),
        })
      ).export.id;
    let exports = transport === 'WebSocket' ? 0 : 100;
    const firstEvent = (subscription: Subscription): Promise<unknown> => subscription.untilEvent('a state', () => true);

    it('show progress to the end, and never go back', async () => {
      const id = await newExport();
      const watching = Watching.one(over(organization.admin), id);
      await watching.untilState('QUEUED');
      for (let rowsDone = 1; rowsDone <= 3; rowsDone++) {
        await changeExport(app.app.dataSource, id, stages.running(rowsDone));
        await watching.until('the rows', ({ progress }) => progress.rowsDone === rowsDone);
      }
      await changeExport(app.app.dataSource, id, stages.failed);
      const events = await watching.untilEnd();
      expect(events.at(-1)).toMatchObject({ state: 'FAILED' });
      expect(setbacks(events)).toEqual([]);
      expect(watching.errors).toEqual([]);
    });

    it.each([
      ['an unknown record', shared, 'NOT_FOUND'],
      ['an unknown record of their own', own, 'NOT_FOUND'],
      ['an invalid document', 'subscription { nonsense }', 'BAD_USER_INPUT'],
      [
        'a document that is too deep',
        `subscription { exportActivity ${'{ requestedBy '.repeat(20)}{ id }${' }'.repeat(20)} }`,
        'QUERY_TOO_COMPLEX',
      ],
    ])('report the error of %s, and end', async (_what, query, code) => {
      const subscription = over(organization.owner).subscribe(query, { id: '999999' });
      await subscription.untilCompleted();
      expect([subscription.events, codesOf(subscription)[0]]).toEqual([[], code]);
    });

    it('can be queries and mutations, with the permissions of HTTP', async () => {
      const answers = over(organization.member).subscribe('{ viewer { role } }');
      expect(await answers.untilCompleted()).toEqual([{ viewer: { role: 'MEMBER' } }]);
      const refused = over(organization.member).subscribe(
        'mutation { startExport(input: { format: CSV }) { export { id } } }',
      );
      await refused.untilCompleted();
      expect(codesOf(refused)).toEqual(['FORBIDDEN']);
    });

    it('read their viewer one time', async () => {
      const client = over(organization.owner);
      const statements = await countingStatements(app.app.dataSource, () =>
        client.subscribe('{ __typename }').untilCompleted(),
      );
      // The other one opens the connection.
      expect(statements).toHaveLength(2);
    });

    it.each([
      ['shared', shared],
      ['of its own', own],
    ])('end with FORBIDDEN when a subscription that is %s loses its permission', async (_what, query) => {
      const [{ id, client }, exportId] = [await newAdmin(), await newExport()];
      const subscription = client.subscribe(query, { id: exportId });
      await firstEvent(subscription);
      await setPermissions(app.app.dataSource, id, permissions.slice(1));
      await changeExport(app.app.dataSource, exportId, stages.failed);
      await subscription.untilCompleted(promptlyMs);
      expect([subscription.events.length, codesOf(subscription)]).toEqual([1, ['FORBIDDEN']]);
      expect(subscription.errors).toMatchObject([{ extensions: { reason: 'NO_LONGER_VISIBLE', parameters: {} } }]);
    });

    it.each([
      ['shared', shared],
      ['of its own', own],
    ])('end when the export of a subscription that is %s passes to another user', async (_what, query) => {
      // Sees only their own exports.
      const { client } = await newAdmin(['DATA_PROTECTION', 'BOOKINGS_VIEW']);
      const { id } = (await startExport(client, { dataset: 'BOOKINGS', format: 'CSV', columns: ['reference'] })).export;
      const subscription = client.subscribe(query, { id });
      await firstEvent(subscription);
      await changeExport(app.app.dataSource, id, { requestedById: organization.ownerId });
      await subscription.untilCompleted(promptlyMs);
      expect(subscription.errors).toMatchObject([
        { message: 'You may no longer see this export.', extensions: { reason: 'NO_LONGER_VISIBLE' } },
      ]);
      expect(subscription.events).toHaveLength(1);
    });

    it('end with FORBIDDEN when their viewer becomes a member', async () => {
      const [{ id, client }, exportId] = [await newAdmin(), await newExport()];
      const subscription = client.subscribe(shared, { id: exportId });
      await firstEvent(subscription);
      await setRole(app.app.dataSource, id, 'MEMBER');
      await subscription.untilCompleted(promptlyMs);
      expect(codesOf(subscription)).toEqual(['FORBIDDEN']);
    });

    it.each<readonly [string, (admin: { id: number; client: TestClient }) => Promise<unknown>]>([
      ['their token is revoked', ({ client }) => app.revoke(client)],
      ['their user is deleted', ({ id }) => deleteUser(app.app.dataSource, id)],
    ])('end without being complete when %s', async (_what, change) => {
      const admin = await newAdmin();
      const subscriptions = [shared, own].map((query) => admin.client.subscribe(query, { id: String(exportId) }));
      for (const subscription of subscriptions) await firstEvent(subscription);
      await change(admin);
      for (const subscription of subscriptions) {
        await subscription.untilCompleted(promptlyMs);
        if (transport === 'WebSocket') expect(subscription.errors).toMatchObject([{ code: 4403 }]);
        // The real client would connect again: the stream has no end of its own.
        else
          expect([codesOf(subscription), subscription.errors.at(-1)]).toMatchObject([
            ['UNAUTHENTICATED'],
            { name: 'NetworkError' },
          ]);
      }
      const again = over(admin.client).subscribe(activity);
      await again.untilCompleted();
      expect(again.errors).toMatchObject([transport === 'WebSocket' ? { code: 4401 } : { response: { status: 401 } }]);
    });
    let exportId: string;
    beforeAll(async () => {
      exportId = await newExport();
    });

    it('end without being complete when the server stops', async () => {
      const server = await createTestApp(engine, { worker: false, beside: app });
      const account = { id: organization.ownerId, organizationId: organization.id };
      const client = over(await server.signIn(account));
      const subscriptions = [shared, own].map((query) => client.subscribe(query, { id: exportId }));
      for (const subscription of subscriptions) await firstEvent(subscription);
      await server.stop();
      for (const subscription of subscriptions) {
        await subscription.untilCompleted();
        expect(subscription.errors).toMatchObject([
          transport === 'WebSocket' ? { code: 1001 } : { name: 'NetworkError' },
        ]);
      }
    });

    it('count towards the limit of their user, until they end', async () => {
      const open = async (): Promise<Subscription> => {
        const subscription = over(organization.owner).subscribe(own, { id: exportId });
        await waitFor('an answer', () => subscription.completed || subscription.events.length > 0);
        return subscription;
      };
      const [first] = [await open(), await open(), await open()];
      expect((await open()).errors).toMatchObject([
        transport === 'WebSocket' ? { code: 4429 } : { response: { status: 429 } },
      ]);
      // Another transport does not help.
      const other = over(organization.owner).over(transport === 'WebSocket' ? 'event stream' : 'WebSocket');
      clients.push(other);
      const refused = other.subscribe(activity);
      await refused.untilCompleted();
      expect(refused.errors).toHaveLength(1);
      first.unsubscribe();
      await waitFor('a place', async () => !(await open()).completed);
    });
  });
});
