/** @slow */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { type Data, download, type TestClient } from '../support/clients/client';
import { readExport, startExport, untilEnded } from '../support/clients/exports';
import { setbacks, Watching } from '../support/clients/watching';
import { readExportRow } from '../support/data/export-changes';
import { createOrganization, type TestOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { readRows } from '../support/databases/rows';
import { type Process, useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

eachEngine('a killed process', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);
  let organization: TestOrganization;

  beforeAll(async () => {
    organization = await createOrganization(installation.dataSource);
  });
  beforeEach(() => installation.gate.hold());
  afterEach(() => installation.endProcesses());

  const signIn = (server: Process): Promise<TestClient> =>
    installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
  const filesOf = async (id: string): Promise<string[]> =>
    (await readdir(installation.exportFolder)).filter((name) => name.startsWith(`${id}-`));
  const untilRows = (id: string): Promise<unknown> =>
    waitFor('rows', async () => {
      const row = await readExportRow(installation.dataSource, id);
      if (row.state !== 'QUEUED' && row.state !== 'RUNNING') throw new Error(`too late: ${row.state}`);
      return row.rowsDone > 0;
    });

  async function expectRight(row: Data, attempt: number): Promise<void> {
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt, percent: 100, rowsDone: 3 } });
    const { status, body } = await download(row.file.downloadUrl);
    expect(status).toBe(200);
    expect(body.length).toBe(Number(row.file.bytes));
    expect(createHash('sha256').update(body).digest('hex')).toBe(row.file.sha256);
    expect(await filesOf(row.id)).toHaveLength(1);
  }

  it('is followed by another attempt that writes the whole file if it was a worker, and progress never decreases', async () => {
    const server = await installation.serveOnly();
    const client = await signIn(server);
    const {
      export: { id },
    } = await startExport(client, { format: 'XLSX' });
    const watching = Watching.one(client, id);
    const worker = await installation.start('worker');
    await untilRows(id);
    await worker.end('SIGKILL');
    expect(await filesOf(id)).toHaveLength(1);
    installation.gate.release();
    await installation.start('worker');

    const events = await watching.untilEnd(20_000);
    expect(setbacks(events)).toEqual([]);
    await expectRight(await readExport(client, id), 2);
  });

  it('resumes its exports after the restart and loses no queued one if it was the whole server', async () => {
    const server = await installation.start('serve');
    const client = await signIn(server);
    const {
      export: { id },
    } = await startExport(client, { format: 'XLSX' });
    const waiting: string[] = [];
    for (const column of ['email', 'phone', 'city'])
      waiting.push((await startExport(client, { format: 'CSV', columns: [column] })).export.id);
    await untilRows(id);
    await server.end('SIGKILL');
    installation.gate.release();

    const again = await signIn(await installation.start('serve'));
    await expectRight(await untilEnded(again, id, 20_000), 2);
    // One of them was made beside it.
    const ended = await Promise.all(waiting.map((one) => untilEnded(again, one)));
    expect(ended.map(({ state }) => state)).toEqual(waiting.map(() => 'COMPLETED'));
    expect(ended.filter(({ progress }) => progress.attempt > 1).length).toBeLessThanOrEqual(1);
  });
});

eachEngine('an export whose worker is killed repeatedly', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('fails after three attempts, while others complete, even one that ran next to it twice', async () => {
    const organization = await createOrganization(installation.dataSource);
    const client = await installation.signIn(await installation.serveOnly(), {
      id: organization.ownerId,
      organizationId: organization.id,
    });
    installation.gate.hold();
    const {
      export: { id },
    } = await startExport(client, { format: 'XLSX' });
    const {
      export: { id: other },
    } = await startExport(client, { format: 'CSV', columns: ['bio'] });
    for (let attempt = 1; attempt <= 3; attempt++) {
      const worker = await installation.start('worker');
      await waitFor(`attempt ${attempt}`, async () => (await readExport(client, id)).progress.attempt === attempt);
      await worker.end('SIGKILL');
      await waitFor(
        'the lease to run out',
        async () => Number((await readExportRow(installation.dataSource, id)).leaseUntil) < Date.now(),
      );
    }
    installation.gate.release();
    await installation.start('worker');
    expect(await untilEnded(client, id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'WORKER_LOST' },
      file: null,
      progress: { attempt: 3 },
    });
    expect(await untilEnded(client, other)).toMatchObject({ state: 'COMPLETED' });
    expect(await startExport(client, { format: 'XLSX' })).toMatchObject({ deduplicated: false });
    const audited = await readRows(installation.dataSource, 'audit_events', { exportId: id, action: 'EXPORT_FAILED' }, [
      'action',
      'details',
    ]);
    expect(audited).toEqual([{ action: 'EXPORT_FAILED', details: 'WORKER_LOST' }]);
  });
});

eachEngine('a worker killed between publishing the file and saving the completion', ['mariadb'], (engine) => {
  const installation = useInstallation(engine);

  it('leaves one file in the end', async () => {
    const organization = await createOrganization(installation.dataSource);
    const client = await installation.signIn(await installation.serveOnly(), {
      id: organization.ownerId,
      organizationId: organization.id,
    });
    // The worker writes here when it takes the export up and when it completes it, and at no time between.
    await installation.dataSource.query(
      "CREATE TRIGGER slow_completion BEFORE INSERT ON audit_events FOR EACH ROW SET NEW.details = IF(NEW.action = 'EXPORT_COMPLETED' AND NOT GET_LOCK('completing', 60), 'no', NEW.details)",
    );
    const locking = await createConnection({ uri: installation.database.databaseUrl! });
    await locking.query("DO GET_LOCK('completing', 0)");

    const {
      export: { id },
    } = await startExport(client);
    const worker = await installation.start('worker');
    const published = await waitFor('the published file', async () =>
      (await readdir(installation.exportFolder)).find((name) => name.startsWith(`${id}-`) && name.endsWith('.csv')),
    );
    expect((await readExport(client, id)).state).toBe('RUNNING');
    await worker.end('SIGKILL');
    await locking.end();

    await installation.start('worker');
    const row = await untilEnded(client, id);
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 2 } });
    const files = (await readdir(installation.exportFolder)).filter((name) => name.startsWith(`${id}-`));
    expect(files).toHaveLength(1);
    expect(files).not.toContain(published);
    expect((await download(row.file.downloadUrl)).status).toBe(200);
  });
});
