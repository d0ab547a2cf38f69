import { useOrganizationPerTest, useTestApp } from '../support/apps/app';
import { startExport } from '../support/clients/exports';
import { RawSocket } from '../support/clients/raw-socket';
import { deleteUser } from '../support/data/account-changes';
import { addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';

/** How soon who watches must be told. */
const promptlyMs = 5000;

eachEngine('an idle subscription to an export', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const sockets: RawSocket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  const ownerNamed = async (username: string) => {
    const [id] = await addUsers(app.app.dataSource, organization.id, [{ username, role: 'OWNER' }]);
    return { id: id!, client: await app.signIn({ id: id!, organizationId: organization.id }) };
  };

  // What the viewer may do is each one's own: the second is not shared with others who ask the same.
  describe.each(['id state', 'id state actions { cancel }'])('with the fields %s', (fields) => {
    const watch = async (
      client: typeof organization.owner,
      id: string,
    ): Promise<{ socket: RawSocket; operation: string }> => {
      const socket = await RawSocket.signedIn(client);
      sockets.push(socket);
      const operation = socket.start(`subscription ($id: ID!) { exportProgress(id: $id) { ${fields} } }`, { id });
      expect((await socket.firstOf(operation)).data.exportProgress).toMatchObject({ id, state: 'QUEUED' });
      return { socket, operation };
    };

    it('ends when the requester and thus the export are deleted, while other subscriptions continue', async () => {
      const leaver = await ownerNamed('leaver');
      const { export: theirs } = await startExport(leaver.client);
      const { export: other } = await startExport(organization.admin);
      const [ending, second, going] = [
        await watch(organization.owner, theirs.id),
        await watch(organization.admin, theirs.id),
        await watch(organization.owner, other.id),
      ];
      await deleteUser(app.app.dataSource, leaver.id);
      for (const { socket, operation } of [ending, second]) {
        const { payload } = await socket.until(
          'the end',
          (message) => message.id === operation && message.type === 'error',
          promptlyMs,
        );
        expect(payload[0]).toMatchObject({
          message: expect.stringContaining('no longer exists'),
          extensions: { code: 'FORBIDDEN', reason: 'DELETED_WITH_USER', parameters: {} },
        });
        expect(socket.messages.filter((message) => message.id === operation && message.type === 'next')).toHaveLength(
          1,
        );
      }
      expect(going.socket.messages.filter(({ id, type }) => id === going.operation && type !== 'next')).toEqual([]);
      expect(going.socket.closed).toBeNull();
    });

    it('ends and sends nothing more when the watcher is deleted, while other subscriptions continue', async () => {
      const leaver = await ownerNamed('leaver');
      const { export: row } = await startExport(organization.admin);
      const [ending, going] = [await watch(leaver.client, row.id), await watch(organization.owner, row.id)];
      await deleteUser(app.app.dataSource, leaver.id);
      // The whole socket goes with its token; the stream may be told first.
      expect((await ending.socket.untilClosed(promptlyMs)).code).toBe(4403);
      const told = ending.socket.messages.filter(({ id, type }) => id === ending.operation && type === 'error');
      for (const { payload } of told) expect(payload[0].extensions.code).toBe('UNAUTHENTICATED');
      await organization.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id: row.id });
      await going.socket.until(
        'the end of the export',
        ({ payload }) => payload?.data?.exportProgress.state === 'CANCELLED',
      );
      expect(ending.socket.messages.filter(({ id, type }) => id === ending.operation && type === 'next')).toHaveLength(
        1,
      );
    });
  });
});
