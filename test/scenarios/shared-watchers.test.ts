/** @slow */
import type { Socket } from 'node:net';
import { Permission } from '../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../support/apps/app';
import type { Data, TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { type Message, RawSocket } from '../support/clients/raw-socket';
import { setPermissions, setRole } from '../support/data/account-changes';
import { auditActions, changeExport, readExportRow, stages } from '../support/data/export-changes';
import { addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';
import { countingStatements } from '../support/databases/statements';
import { waitFor } from '../support/wait-for';

const query =
  'subscription ($id: ID!) { exportProgress(id: $id) { id state version progress { rowsDone queuePosition } file { name } } }';
/** The same, and a field of a person: run for each who asks. */
const alone = query.replace('file', 'requestedBy { bio } file');

const versionsOf = (socket: RawSocket, operation: string): number[] =>
  socket.messages
    .filter(({ id, type }) => id === operation && type === 'next')
    .map(({ payload }) => payload.data.exportProgress.version);
const endOf = (socket: RawSocket, operation: string): Message | undefined =>
  socket.messages.find(({ id, type }) => id === operation && type !== 'next');

eachEngine('watchers of the same subscription', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  let exportId: string;
  const sockets: RawSocket[] = [];

  beforeEach(async () => {
    exportId = (await startExport(organization.owner)).export.id;
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  /** As a worker would, as often as the test wants it. */
  const run = (rowsDone: number) => changeExport(app.app.dataSource, exportId, stages.running(rowsDone));
  const complete = () =>
    changeExport(app.app.dataSource, exportId, stages.completed(app.clock.now().getTime() + 600_000));
  const fail = () => changeExport(app.app.dataSource, exportId, stages.failed);
  const version = async (): Promise<number> => Number((await readExportRow(app.app.dataSource, exportId)).version);
  const signedIn = async (client: TestClient): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client);
    sockets.push(socket);
    return socket;
  };
  const admins = async (
    count: number,
    permissions: readonly Permission[] = Object.values(Permission),
  ): Promise<{ id: number; client: TestClient }[]> => {
    const ids = await addUsers(
      app.app.dataSource,
      organization.id,
      Array.from({ length: count }, (_unused, index) => ({
        username: `watcher-${index}`,
        role: 'ADMIN' as const,
        permissions: [...permissions],
      })),
    );
    return Promise.all(
      ids.map(async (id) => ({ id, client: await app.signIn({ id, organizationId: organization.id }) })),
    );
  };
  const until = (what: string, is: () => boolean): Promise<unknown> => waitFor(what, is);
  /** A watcher on a socket of its own, with the first state. */
  const watcher = async (client: TestClient, text = query): Promise<{ socket: RawSocket; operation: string }> => {
    const socket = await signedIn(client);
    const operation = socket.start(text, { id: exportId });
    await socket.firstOf(operation);
    return { socket, operation };
  };
  const untilVersion = (watchers: { socket: RawSocket; operation: string }[], wanted: number) =>
    until(`version ${wanted} at everyone`, () =>
      watchers.every(({ socket, operation }) => versionsOf(socket, operation).at(-1) === wanted),
    );

  it('each receive, under their own id, what a single watcher receives, and three hundred cost as much as a few', async () => {
    const people = await admins(30);
    const loner = await watcher(organization.admin, alone);
    const watchers = await Promise.all(
      Array.from({ length: 300 }, async (_unused, index) => {
        const socket = await signedIn(people[index % 30]!.client);
        const operation = `watcher "${index}"`;
        socket.send({ id: operation, type: 'subscribe', payload: { query, variables: { id: exportId } } });
        return { socket, operation };
      }),
    );
    await untilVersion(watchers, await version());
    const statements = await countingStatements(app.app.dataSource, async () => {
      await run(1);
      await untilVersion([...watchers, loner], await version());
    });
    // Looks at the exports and at everyone's tokens among them, but nothing for each.
    expect(statements.length).toBeLessThan(40);
    await run(2);
    await untilVersion(watchers, await version());
    await fail();
    await until('the end at everyone', () =>
      [...watchers, loner].every(({ socket, operation }) => endOf(socket, operation)),
    );

    const expected = loner.socket.messages
      .filter(({ type }) => type === 'next')
      .map(({ payload }) => payload.data.exportProgress)
      .map(({ requestedBy: _bio, ...shared }: Data) => shared);
    expect(expected.length).toBeGreaterThanOrEqual(3);
    for (const { socket, operation } of watchers) {
      const messages = socket.messages.filter(({ type }) => type !== 'connection_ack');
      expect(messages.every(({ id }) => id === operation)).toBe(true);
      expect(messages.filter(({ type }) => type === 'next').map(({ payload }) => payload.data.exportProgress)).toEqual(
        expected,
      );
      expect(messages.at(-1)).toEqual({ id: operation, type: 'complete' });
    }
  }, 60_000);

  it('receive the current state, not the last event of the others, when they join later', async () => {
    const first = await watcher(organization.owner);
    for (let rowsDone = 1; rowsDone <= 12; rowsDone++) {
      await run(rowsDone);
      const now = await version();
      // The feed has not looked yet, or just has.
      const late = await watcher(organization.owner);
      expect(versionsOf(late.socket, late.operation)[0]).toBe(now);
    }
    await fail();
    const all = sockets.map((socket) => ({ socket, operation: '1' }));
    await until('the end at everyone', () => all.every(({ socket }) => endOf(socket, '1')));
    for (const { socket, operation } of all) {
      const versions = versionsOf(socket, operation);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      expect(versions.at(-1)).toBe(await version());
    }
    const after = await watcher(organization.owner);
    await after.socket.until('the end', ({ type }) => type === 'complete');
    expect(versionsOf(after.socket, after.operation)).toEqual([await version()]);
    expect(first.socket.closed).toBeNull();
  });

  it('are unaffected when one of them, even the first, is killed, completes or signs out', async () => {
    const people = await admins(3);
    const watchers = [];
    for (const { client } of [...people, ...people]) watchers.push(await watcher(client));
    const [killed, completed, revoked, ...others] = watchers;
    killed!.socket.close();
    completed!.socket.send({ id: completed!.operation, type: 'complete' });
    await app.revoke(people[2]!.client);
    const staying = others.slice(0, 2);
    await run(1);
    await untilVersion(staying, await version());
    // Both who hold that token.
    for (const { socket } of [revoked!, others[2]!]) expect((await socket.untilClosed()).code).toBe(4403);
    for (const { socket, operation } of [completed!, revoked!, others[2]!])
      expect(versionsOf(socket, operation)).toHaveLength(1);
    expect(endOf(completed!.socket, completed!.operation)).toBeUndefined();
    const again = completed!.socket.start(query, { id: exportId });
    expect((await completed!.socket.firstOf(again)).data.exportProgress.version).toBe(await version());
    await fail();
    for (const { socket, operation } of staying)
      await socket.until('the end', ({ id, type }) => id === operation && type === 'complete');
  });

  it('end with an error on losing the permission and continue on gaining one, without an effect on others', async () => {
    const [loser, gainer, ...others] = await admins(4, [
      Permission.DATA_PROTECTION,
      Permission.IDENTITIES_VIEW,
      Permission.IDENTITIES_EDIT,
    ]);
    const [lost, gained, ...staying] = await Promise.all(
      [loser!, gainer!, ...others].map(({ client }) => watcher(client)),
    );
    await setPermissions(app.app.dataSource, loser!.id, [Permission.DATA_PROTECTION]);
    await setPermissions(app.app.dataSource, gainer!.id, Object.values(Permission));
    const before = await version();
    await run(1);
    await untilVersion([gained!, ...staying], before + 1);
    expect(await lost!.socket.until('its end', ({ type }) => type === 'error')).toMatchObject({
      id: lost!.operation,
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    await run(2);
    await untilVersion([gained!, ...staying], before + 2);
    for (const { socket, operation } of [gained!, ...staying])
      expect(versionsOf(socket, operation)).toEqual([before, before + 1, before + 2]);
    expect(versionsOf(lost!.socket, lost!.operation)).toEqual([before]);
  });

  it('end within seconds on losing the permission while no events occur, without an effect on others', async () => {
    const [loser, gainer, peer] = await admins(3, [
      Permission.DATA_PROTECTION,
      Permission.IDENTITIES_VIEW,
      Permission.IDENTITIES_EDIT,
    ]);
    const [lost, gained, staying] = await Promise.all([loser!, gainer!, peer!].map(({ client }) => watcher(client)));
    const before = await version();
    await setPermissions(app.app.dataSource, gainer!.id, Object.values(Permission));
    await setPermissions(app.app.dataSource, loser!.id, [Permission.DATA_PROTECTION]);
    expect(await lost!.socket.until('its end', ({ type }) => type === 'error')).toMatchObject({
      id: lost!.operation,
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    await run(1);
    await untilVersion([gained!, staying!], before + 1);
    for (const { socket, operation } of [gained!, staying!])
      expect(versionsOf(socket, operation)).toEqual([before, before + 1]);
    expect(versionsOf(lost!.socket, lost!.operation)).toEqual([before]);
  });

  it('are all notified of new queue positions, which change no version', async () => {
    const ahead = exportId;
    exportId = (await startExport(organization.owner, { format: 'CSV', columns: ['email'] })).export.id;
    const placesOf = ({ socket }: { socket: RawSocket }): number[] =>
      socket.messages
        .filter(({ type }) => type === 'next')
        .map(({ payload }) => payload.data.exportProgress.progress.queuePosition);
    const watchers = [await watcher(organization.owner), await watcher(organization.owner)];
    const [place] = placesOf(watchers[0]!);
    await changeExport(app.app.dataSource, ahead, { state: 'CANCELLED', activeKey: null });
    const late = await watcher(organization.owner);
    expect(placesOf(late)).toEqual([place! - 1]);
    await until('the new place at everyone', () => watchers.every((one) => placesOf(one).length === 2));
    for (const one of watchers) expect(placesOf(one)).toEqual([place, place! - 1]);
    await run(1);
    await untilVersion([...watchers, late], await version());
    expect(placesOf(late)).toEqual([place! - 1, null]);
    for (const { socket, operation } of watchers)
      expect(versionsOf(socket, operation)).toEqual(
        [1, 1, 2].map((step) => step - 1 + versionsOf(socket, operation)[0]!),
      );
  });

  it('receive only what their own organization, user and permissions allow', async () => {
    const other = await app.organization();
    const [asker, peer] = await admins(2);
    const { export: own } = await startExport(asker!.client, { format: 'CSV', columns: ['email'] });
    exportId = own.id;
    // Both see only what they asked for themselves, and have the same rights, which are none.
    await setRole(app.app.dataSource, [asker!.id, peer!.id], 'MEMBER');
    const [allowed, asking] = await Promise.all([watcher(organization.owner), watcher(asker!.client)]);
    for (const client of [other.owner, other.admin, peer!.client, organization.member]) {
      const { socket, operation } = await watcher(client);
      expect(endOf(socket, operation)).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'NOT_FOUND' } }],
      });
    }
    // COMPLETED with a file, which whoever may not export does not see.
    await complete();
    for (const { socket } of [allowed, asking]) await socket.until('the end', ({ type }) => type === 'complete');
    const fileOf = ({ socket }: { socket: RawSocket }): unknown =>
      socket.messages.filter(({ type }) => type === 'next').at(-1)!.payload.data.exportProgress.file;
    expect(fileOf(allowed)).toEqual({ name: 'x.csv' });
    expect(fileOf(asking)).toBeNull();
    for (const { messages } of sockets.slice(2)) expect(messages.filter(({ type }) => type === 'next')).toEqual([]);
  });

  it('receive one download link each, and reading it records nothing', async () => {
    const linked =
      query.replace('name }', 'name downloadUrl } again: file { ...link }') +
      ' fragment link on ExportFile { downloadUrl }';
    const [one, another] = await admins(2);
    const watchers = await Promise.all([one!, another!, one!].map(({ client }) => watcher(client, linked)));
    await complete();
    const links = await Promise.all(
      watchers.map(async ({ socket }) => {
        await socket.until('the end', ({ type }) => type === 'complete');
        return socket.messages.filter(({ type }) => type === 'next').at(-1)!.payload.data.exportProgress.file
          .downloadUrl as string;
      }),
    );
    const grantOf = (link: string): unknown[] =>
      JSON.parse(Buffer.from(link.split('/').at(-1)!.split('.')[0]!, 'base64url').toString());
    expect(links.map((link) => grantOf(link)[3])).toEqual([one!.id, another!.id, one!.id]);
    const actions = await auditActions(app.app.dataSource, exportId);
    expect(actions.filter((action) => action.startsWith('DOWNLOAD'))).toEqual([]);
  });
});

eachEngine('a sleeping watcher of a shared subscription', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('receives the current state and then the end without a backlog when it wakes, and delays no other watcher', async () => {
    const organization = await app.organization();
    // States must be larger than what the kernel's buffers take, or nobody would notice the sleep.
    await changeRows(app.app.dataSource, 'users', { id: organization.ownerId }, { firstName: 'x'.repeat(400_000) });
    const large = Array.from({ length: 28 }, (_unused, index) => `a${index}: requestedBy { firstName }`).join(' ');
    const text = query.replace('file', `${large} file`);
    const {
      export: { id },
    } = await startExport(organization.owner);
    const [sleeper, awake] = [
      await RawSocket.signedIn(organization.owner),
      await RawSocket.signedIn(organization.owner),
    ];
    for (const socket of [sleeper, awake]) await socket.firstOf(socket.start(text, { id }));
    (sleeper.socket as unknown as { _socket: Socket })._socket.pause();
    for (let rowsDone = 1; rowsDone <= 8; rowsDone++) {
      await changeExport(app.app.dataSource, id, stages.running(rowsDone));
      await awake.until(
        'the change',
        ({ type, payload }) => type === 'next' && payload.data.exportProgress.progress.rowsDone === rowsDone,
      );
    }
    await changeExport(app.app.dataSource, id, stages.failed);
    await awake.until('the end', ({ type }) => type === 'complete');
    (sleeper.socket as unknown as { _socket: Socket })._socket.resume();
    await sleeper.until('the end', ({ type }) => type === 'complete');
    const versions = versionsOf(sleeper, '1');
    expect(versions.at(-1)).toBe(versionsOf(awake, '1').at(-1));
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    // The first, what was on its way already, and the newest.
    expect(versions.length).toBeLessThanOrEqual(4);
    for (const socket of [sleeper, awake]) socket.close();
  }, 60_000);
});
