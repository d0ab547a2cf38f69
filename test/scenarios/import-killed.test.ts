/** @slow */
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import BetterSqlite3 from 'better-sqlite3';
import type { Data, TestClient } from '../support/clients/client';
import {
  applyImport,
  checkFile,
  readImport,
  readPlan,
  startImport,
  untilState,
  upload,
  uploadStatus,
  uploadUrl,
} from '../support/clients/imports';
import { addUsers, createOrganization, type TestOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { countRows, readColumn, readRows } from '../support/databases/rows';
import { type Process, useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

/** More than one batch of a plan. */
const userCount = 1200;
const rowsPerBatch = 1000;
const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index + 1}`);
const fileOf = (city: string, ...lines: readonly string[]): string =>
  ['Username,City', ...usernames.map((username) => `${username},${city}`), ...lines].join('\n');

// On SQLite the server with its worker is one process, and it is killed as a whole.
eachEngine('an import', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);
  let organization: TestOrganization;
  let client: TestClient;
  /** The process that works on imports. */
  let worker: Process;

  beforeAll(async () => {
    const { dataSource } = installation;
    organization = await createOrganization(dataSource);
    await addUsers(
      dataSource,
      organization.id,
      usernames.map((username) => ({ username })),
    );
  });
  afterEach(() => installation.endProcesses());

  const signIn = (server: Process): Promise<TestClient> =>
    installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
  const start = async (): Promise<void> => {
    if (engine.name === 'sqlite') {
      worker = await installation.start('serve');
      client = await signIn(worker);
    } else {
      client = await signIn(await installation.serveOnly());
      worker = await installation.start('worker');
    }
  };
  const killAndRestart = async (): Promise<void> => {
    await worker.end('SIGKILL');
    if (engine.name === 'sqlite') {
      const file = new BetterSqlite3(`${installation.database.dataDir}/tallyport.sqlite`);
      expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
      file.close();
      client = await signIn((worker = await installation.start('serve')));
    } else worker = await installation.start('worker');
  };
  /** Waits until a process is held at the gate: it has written, and has not committed. */
  const untilHeld = async (gate: string, action: () => Promise<unknown>): Promise<void> => {
    installation.gate.hold(gate);
    await action();
    await waitFor('a held transaction', () => installation.gate.isReached(gate));
  };
  const cities = (city: string): Promise<number> => countRows(installation.dataSource, 'users', { city });

  it('is applied by the next worker, each row exactly once, if its worker is killed within a batch', async () => {
    const { dataSource, gate } = installation;
    await start();
    const { id } = await checkFile(client, fileOf('Porto'));
    await untilHeld('IMPORT_ROWS_APPLIED-2', () => client.data(applyImport, { id }));
    expect(await cities('Porto')).toBe(rowsPerBatch);
    await killAndRestart();
    gate.release('IMPORT_ROWS_APPLIED-2');

    expect(await untilState(client, id, ['COMPLETED', 'FAILED'])).toMatchObject({ state: 'COMPLETED', failure: null });
    expect((await readImport(client, id)).progress).toMatchObject({ attempt: 2, percent: 100, rowsDone: userCount });
    expect(await cities('Porto')).toBe(userCount);
    expect((await readRows(dataSource, 'imports', { id }))[0]).toMatchObject({
      appliedChanged: userCount,
      conflicts: 0,
      appliedBatch: 2,
    });
    const details: string[] = await readColumn(dataSource, 'audit_events', 'details', {
      action: 'IMPORT_ROWS_APPLIED',
      importId: id,
    });
    const named = details.flatMap((text) => text.match(/"user-\d+"/g) ?? []);
    expect(named.sort()).toEqual(usernames.map((username) => `"${username}"`).sort());
  });

  it('has the same plan if its worker is killed when it has checked all rows', async () => {
    const { dataSource, gate } = installation;
    await start();
    const file = fileOf('Faro', 'ghost,Faro');
    const plansOf = async (id: string): Promise<Data> => ({
      plan: await readPlan(client, id),
      batches: await readRows(dataSource, 'import_batches', { importId: id }, ['ordinal AS id', 'changes', 'errors']),
    });
    const expected = await plansOf((await checkFile(client, file)).id);
    let id = '';
    await untilHeld('IMPORT_CHECKED-2', async () => {
      ({ id } = await startImport(client));
      await upload(await uploadUrl(client, id), file);
    });
    expect((await readImport(client, id)).state).toBe('CHECKING');
    await killAndRestart();
    gate.release('IMPORT_CHECKED-2');

    expect(await untilState(client, id, ['READY', 'FAILED'])).toMatchObject({ state: 'READY' });
    expect(await plansOf(id)).toEqual(expected);
    expect(await cities('Faro')).toBe(0);
  });

  it('is uploaded on after the server was killed', async () => {
    const server = await installation.serveOnly();
    client = await signIn(server);
    const { id } = await startImport(client);
    const { pathname } = new URL(await uploadUrl(client, id));
    const bytes = Buffer.from(fileOf('Évora'));
    const arrived = 5000;
    const request = httpRequest(server.url + pathname, { method: 'PUT' }).on('error', () => undefined);
    request.write(bytes.subarray(0, arrived));
    const offsetAt = async ({ url }: Process): Promise<number> => Number((await uploadStatus(url + pathname)).offset);
    await waitFor('the first bytes', async () => (await offsetAt(server)) === arrived);
    await server.end('SIGKILL');

    const next = await installation.serveOnly();
    expect(await offsetAt(next)).toBe(arrived);
    const answer = await upload(next.url + pathname, bytes.subarray(arrived), { 'upload-offset': String(arrived) });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect([answer.status, answer.json]).toEqual([201, { importId: id, bytes: bytes.length, sha256 }]);
    expect((await readImport(await signIn(next), id)).state).toBe('CHECKING');
  });
});
