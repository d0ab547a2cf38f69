import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Data } from '../support/clients/client';
import { exportFile } from '../support/clients/exports';
import { RawSocket } from '../support/clients/raw-socket';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { Installation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
if (!hasPrlimit)
  process.stderr.write(
    '\n######## NOT TESTED: NO FILE DESCRIPTORS LEFT. There is no prlimit here (apt-get install util-linux)\n\n',
  );

eachEngine('a server without free file descriptors', ['sqlite'], (engine) => {
  let installation: Installation;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    installation = await Installation.create(engine);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await installation?.remove();
  });

  (hasPrlimit ? it : it.skip)(
    'refuses connections, fails an export with STORAGE, and recovers when descriptors are free',
    async () => {
      const organization = await createOrganization(installation.dataSource);
      const server = await installation.start('serve');
      const owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
      await exportFile(owner);
      const socket = await RawSocket.signedIn(owner);
      const inUse = readdirSync(`/proc/${server.pid}/fd`).length;
      execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${inUse + 12}`]);

      const { hostname, port } = new URL(server.url);
      let hungUp = 0;
      for (let count = 0; count < 60; count++) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined).on('close', () => hungUp++);
        sockets.push(socket);
        await once(socket, 'connect');
      }
      await waitFor('some to be sent away', () => hungUp > 20);
      // Over the connection that it has: what needs no file is done, and what needs one fails and says so.
      const answer = await socket.answer(
        'mutation { startExport(input: { format: CSV, columns: ["email"] }) { export { id } } }',
      );
      const { id } = (answer.data as Data).startExport.export;
      const operation = socket.start('subscription ($id: ID!) { exportProgress(id: $id) { state failure { code } } }', {
        id,
      });
      await socket.until('the end of the export', (message) => message.type === 'complete' && message.id === operation);
      expect(socket.messages.filter((message) => message.type === 'next').at(-1)!.payload.data.exportProgress).toEqual({
        state: 'FAILED',
        failure: { code: 'STORAGE' },
      });
      expect(server.isRunning).toBe(true);

      for (const socket of sockets) socket.destroy();
      await waitFor('an answer', async () => (await owner.gql('{ viewer { role } }').catch(() => null))?.data);
      expect((await exportFile(owner, { format: 'CSV', columns: ['phone'] })).row.state).toBe('COMPLETED');
    },
  );
});
