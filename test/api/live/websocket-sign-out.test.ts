import { useOrganization, useTestApp } from '../../support/apps/app';
import type { TestClient } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { RawSocket } from '../../support/clients/raw-socket';
import { deleteUser, setPermissions } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

const activity = 'subscription { exportActivity { id state } }';
const progress = 'subscription ($id: ID!) { exportProgress(id: $id) { id state } }';
/** How soon a socket must notice. */
const promptlyMs = 5000;

eachEngine('an open socket', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  const sockets: RawSocket[] = [];

  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  const watching = async (client: TestClient): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client);
    sockets.push(socket);
    socket.start(activity);
    await socket.answer('{ viewer { role } }');
    return socket;
  };
  const cancel = (client: TestClient, id: string) =>
    client.data('mutation ($id: ID!) { cancelExport(id: $id) { state } }', { id });

  it('is closed when its token expires', async () => {
    const shortLived = await app.signIn({ id: organization.adminId, organizationId: organization.id }, 60_000);
    const [socket, other] = [await watching(shortLived), await watching(organization.admin)];
    app.clock.advance(60_000);
    expect((await socket.untilClosed(promptlyMs)).code).toBe(4403);
    expect(other.closed).toBeNull();
  });

  it('is closed when its token is revoked', async () => {
    const client = await app.signIn({ id: organization.adminId, organizationId: organization.id });
    const [socket, other] = [await watching(client), await watching(organization.admin)];
    await app.revoke(client);
    expect((await socket.untilClosed(promptlyMs)).code).toBe(4403);
    expect(other.closed).toBeNull();
    const again = await RawSocket.open(client);
    sockets.push(again);
    again.send({ type: 'connection_init', payload: { authorization: `Bearer ${client.token}` } });
    expect((await again.untilClosed()).code).toBe(4401);
  });

  it('is closed when its user is deleted', async () => {
    const [id] = await addUsers(app.app.dataSource, organization.id, [{ username: 'leaver', role: 'ADMIN' }]);
    const socket = await watching(await app.signIn({ id: id!, organizationId: organization.id }));
    await deleteUser(app.app.dataSource, id!);
    expect(await socket.untilClosed(promptlyMs)).toEqual({
      code: 4403,
      reason: 'The access token has expired or was revoked, or its account is not active.',
    });
  });

  it('ends a subscription with FORBIDDEN when its permission is lost, and sends no later state', async () => {
    const all = ['DATA_PROTECTION', 'IDENTITIES_VIEW', 'IDENTITIES_EDIT'];
    const [id] = await addUsers(app.app.dataSource, organization.id, [
      { username: 'demoted', role: 'ADMIN', permissions: all as never },
    ]);
    const socket = await RawSocket.signedIn(await app.signIn({ id: id!, organizationId: organization.id }));
    sockets.push(socket);
    const { export: row } = await startExport(organization.owner);
    const operation = socket.start(progress, { id: row.id });
    expect((await socket.firstOf(operation)).data.exportProgress).toEqual({ id: row.id, state: 'QUEUED' });
    await setPermissions(app.app.dataSource, id!, all.slice(1));
    await cancel(organization.owner, row.id);
    const { payload } = await socket.until(
      'the stream to end',
      (message) => message.id === operation && message.type === 'error',
      promptlyMs,
    );
    expect(payload[0].extensions.code).toBe('FORBIDDEN');
    expect(socket.messages.filter((message) => message.id === operation && message.type === 'next')).toHaveLength(1);
    expect((await socket.answer('{ viewer { permissions } }')).data.viewer.permissions).toEqual([
      'IDENTITIES_VIEW',
      'IDENTITIES_EDIT',
    ]);
  });
});
