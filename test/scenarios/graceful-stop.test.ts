/** @slow */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { RawSocket } from '../support/clients/raw-socket';
import { RawStream } from '../support/clients/raw-stream';
import { readExportRow } from '../support/data/export-changes';
import { createOrganization, type TestOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';
import { type Process, useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

eachEngine('a graceful stop', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);
  let organization: TestOrganization;

  beforeAll(async () => {
    organization = await createOrganization(installation.dataSource);
  });
  afterEach(() => installation.endProcesses());

  const signIn = (server: Process) =>
    installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });

  it('releases the export and closes every socket without waiting for the storage or an unresponsive socket', async () => {
    installation.gate.hold();
    const server = await installation.start('serve');
    const client = await signIn(server);
    const {
      export: { id },
    } = await startExport(client, { format: 'XLSX' });
    const watcher = await RawSocket.signedIn(client);
    watcher.start('subscription ($id: ID!) { exportProgress(id: $id) { state version } }', { id });
    const sleeper = await RawSocket.signedIn(client);
    (sleeper.socket as unknown as { _socket: Socket })._socket.pause();
    await waitFor('rows', async () => (await readExport(client, id)).progress.rowsDone > 0);

    const exit = await server.end('SIGTERM');
    expect(exit).toMatchObject({ code: 0, signal: null });
    expect([1001, 1012]).toContain((await watcher.untilClosed()).code);
    // It has not ended: nobody may believe so.
    expect(watcher.messages.filter((message) => message.type === 'complete')).toEqual([]);
    sleeper.close();
    expect(server.logged('export handed back')).toHaveLength(1);
    const { state, leaseUntil } = await readExportRow(installation.dataSource, id);
    expect({ state, leaseUntil }).toEqual({ state: 'QUEUED', leaseUntil: null });

    installation.gate.release();
    const again = await signIn(await installation.start('serve'));
    // It was nobody's fault, so it does not count as an attempt.
    expect(await untilEnded(again, id)).toMatchObject({ state: 'COMPLETED', progress: { attempt: 1, percent: 100 } });
  });
});

eachEngine('a stop with event streams', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('ends each stream without completing it, and does not wait for one that reads nothing', async () => {
    const organization = await createOrganization(installation.dataSource);
    const server = await installation.serveOnly();
    const client = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    const {
      export: { id },
    } = await startExport(client, { format: 'CSV' });
    const watch = 'subscription ($id: ID!) { exportProgress(id: $id) { state } }';
    const open = (isAsleep = false): Promise<RawStream> =>
      RawStream.open(client, watch, { variables: { id }, isAsleep });
    const sleeper = await open(true);
    const streams = await Promise.all(Array.from({ length: 49 }, () => open()));
    for (const stream of streams) await stream.until('a state', ({ event }) => event === 'next');

    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const stream of streams) {
      expect(await stream.untilEnd()).toBe('ended');
      expect(stream.events.map(({ event }) => event)).toEqual(['next']);
    }
    sleeper.close();
  });
});

eachEngine('a forced stop, and the stop of a worker', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);
  let organization: TestOrganization;

  beforeAll(async () => {
    organization = await createOrganization(installation.dataSource);
  });
  afterEach(() => installation.endProcesses());

  const signIn = (server: Process) =>
    installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });

  it('makes a worker claim nothing more, and another continues at once', async () => {
    installation.gate.hold();
    const client = await signIn(await installation.serveOnly());
    const ids: string[] = [];
    for (const asOf of ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'])
      ids.push((await startExport(client, { format: 'XLSX', asOf })).export.id);
    const worker = await installation.start('worker', { EXPORT_LEASE_SECONDS: '60' });
    await waitFor('rows', async () => (await readExport(client, ids[0]!)).progress.rowsDone > 0);
    const exit = await worker.end('SIGTERM');
    expect(exit).toMatchObject({ code: 0, signal: null });
    for (const id of ids)
      expect(await readExport(client, id)).toMatchObject({
        state: 'QUEUED',
        progress: { queuePosition: ids.indexOf(id) + 1 },
      });
    installation.gate.release();
    await installation.start('worker');
    for (const id of ids) expect(await untilEnded(client, id)).toMatchObject({ state: 'COMPLETED' });
  });

  it('ends a server at once at the second signal, and the export is claimed when its lease has expired', async () => {
    const server = await installation.start('serve', { EXPORT_LEASE_SECONDS: '2' });
    const client = await signIn(server);
    const { row } = await exportFile(client, { format: 'CSV', columns: ['lastName', 'firstName', 'email', 'bio'] });
    installation.gate.hold();
    const {
      export: { id },
    } = await startExport(client, { format: 'XLSX' });
    await waitFor('rows', async () => (await readExport(client, id)).progress.rowsDone > 0);
    // A sleeping client keeps the door open for a moment.
    const sleeper = new WebSocket(client.socketUrl, 'graphql-transport-ws');
    await once(sleeper, 'open');
    (sleeper as unknown as { _socket: Socket })._socket.pause();
    const download = get(row.file.downloadUrl, (response) => response.pause()).on('error', () => undefined);
    await once(download, 'response');

    server.signal('SIGTERM');
    await waitFor('the door to be closed', async () =>
      fetch(`${server.url}/health`).then(
        () => false,
        () => true,
      ),
    );
    const exit = await server.end('SIGTERM');
    expect(exit.code).toBe(1);
    download.destroy();
    sleeper.terminate();

    installation.gate.release();
    const again = await signIn(await installation.start('serve'));
    expect(await untilEnded(again, id)).toMatchObject({ state: 'COMPLETED' });
  });
});

eachEngine('a stop during a slow download', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('does not wait for the download', async () => {
    const organization = await createOrganization(installation.dataSource);
    // More than the kernel's buffers take, and nothing that compresses.
    const bio = randomBytes(12_000_000).toString('base64');
    await changeRows(installation.dataSource, 'users', { id: organization.ownerId }, { bio });
    const server = await installation.start('serve');
    const client = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    const { row } = await exportFile(client, { format: 'CSV', columns: ['bio'] });
    const download = get(row.file.downloadUrl, (response) => response.pause()).on('error', () => undefined);
    await once(download, 'response');

    const exit = await server.end('SIGTERM');
    expect(exit).toMatchObject({ code: 0, signal: null });
    download.destroy();
  });
});
