/** @slow */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import BetterSqlite3 from 'better-sqlite3';
import type { Data, TestClient } from '../support/clients/client';
import {
  applyImport,
  cancelImport,
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

/** More than one batch of a plan, because of the long texts. */
const userCount = 1200;
const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index + 1}`);
const fileOf = (city: string, ...lines: readonly string[]): string =>
  ['Username,City,Bio', ...usernames.map((name) => `${name},${city},${city[0]!.repeat(420)}`), ...lines].join('\n');

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
  afterEach(() => {
    installation.gate.release('import');
    return installation.endProcesses();
  });

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
  const restart = async (): Promise<void> => {
    if (engine.name === 'sqlite') client = await signIn((worker = await installation.start('serve')));
    else worker = await installation.start('worker');
  };
  const killAndRestart = async (): Promise<void> => {
    await worker.end('SIGKILL');
    if (engine.name === 'sqlite') {
      const file = new BetterSqlite3(`${installation.database.dataDir}/tallyport.sqlite`);
      expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
      file.close();
    }
    await restart();
  };
  /** Waits until a process is held at the gate: it has written, and has not committed. */
  const untilHeld = async (gate: string, action: () => Promise<unknown>): Promise<void> => {
    installation.gate.hold(gate);
    await action();
    await waitFor('a held transaction', () => installation.gate.isReached(gate));
  };
  const storedFiles = async (prefix: string): Promise<string[]> =>
    (await readdir(installation.exportFolder)).filter((name) => name.startsWith(prefix));
  const untilStored = (prefix: string): Promise<unknown> =>
    waitFor('a file that is held', async () => (await storedFiles(prefix)).length > 0);
  /** Ends the worker like an operator. `release` lets it continue what it cannot interrupt. */
  const stopWorker = async (id: string, state: string, release = (): void => undefined): Promise<void> => {
    const ended = worker.end('SIGTERM');
    await waitFor('the stop', () => worker.logged('stopping').length > 0);
    release();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(worker.logged('import handed back')).toHaveLength(1);
    const [row] = await readRows(installation.dataSource, 'imports', { id });
    expect(row).toMatchObject({ state, leaseUntil: null, leaseOwner: 'handed back' });
  };
  /** The users in the audit log of an import, in the order of the file: twice if one was applied twice. */
  const appliedUsers = async (importId: string): Promise<string[]> => {
    const conditions = { action: 'IMPORT_ROWS_APPLIED', importId };
    const details: string[] = await readColumn(installation.dataSource, 'audit_events', 'details', conditions);
    const numbers = details.flatMap((text) => [...text.matchAll(/"user-(\d+)"/g)].map(([, number]) => Number(number)));
    return numbers.sort((a, b) => a - b).map((number) => `user-${number}`);
  };
  const cities = (city: string): Promise<number> => countRows(installation.dataSource, 'users', { city });

  it('is applied by the next worker, each row exactly once, if its worker is killed within a batch', async () => {
    const { dataSource, gate } = installation;
    await start();
    const { id } = await checkFile(client, fileOf('Porto'));
    const [firstBatch, secondBatch] = await readRows(dataSource, 'import_batches', { importId: id }, [
      'ordinal AS id',
      'lastRow',
    ]);
    expect(secondBatch!.lastRow).toBe(userCount);
    await untilHeld('IMPORT_ROWS_APPLIED-2', () => client.data(applyImport, { id }));
    expect(await cities('Porto')).toBe(firstBatch!.lastRow);
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
    expect(await appliedUsers(id)).toEqual(usernames);
  });

  it('is handed over at once when its worker is stopped, in each stage, and no row is applied twice', async () => {
    const { dataSource, gate } = installation;
    const server = await installation.serveOnly();
    client = await signIn(server);
    const { id } = await startImport(client);
    await upload(await uploadUrl(client, id), fileOf('Silves', 'ghost,Silves,'));
    if (engine.name === 'sqlite') await server.end('SIGTERM');
    const [errorsFile, undoFile] = [`import-${id}-errors-`, `import-${id}-undo-`];
    gate.hold('import');
    await restart();
    await untilStored(errorsFile);
    await stopWorker(id, 'CHECKING');
    expect(await storedFiles(errorsFile)).toEqual([]);

    gate.release('import');
    await restart();
    expect(await untilState(client, id, ['READY', 'FAILED'])).toMatchObject({ state: 'READY' });
    expect(await readPlan(client, id)).toMatchObject({ changed: userCount, failed: 1 });
    const columns = ['ordinal AS id', 'firstRow', 'lastRow'];
    const batches = await readRows(dataSource, 'import_batches', { importId: id }, columns);
    // Of one attempt, from the first row to the last.
    expect(batches.map(({ firstRow }) => firstRow)).toEqual([
      1,
      ...batches.slice(0, -1).map((each) => each.lastRow + 1),
    ]);
    expect(batches.at(-1).lastRow).toBe(userCount + 1);

    gate.hold('import');
    // On SQLite the worker is a thread, and no one sees when it has noticed the stop.
    if (engine.name !== 'sqlite') {
      await untilHeld('IMPORT_ROWS_APPLIED-1', () => client.data(applyImport, { id }));
      await stopWorker(id, 'APPLYING', () => gate.release('IMPORT_ROWS_APPLIED-1'));
      expect(await cities('Silves')).toBe(batches[0].lastRow);
      await restart();
    } else await client.data(applyImport, { id });
    await untilStored(undoFile);
    await stopWorker(id, 'APPLYING');
    expect(await storedFiles(undoFile)).toEqual([]);

    gate.release('import');
    await restart();
    // It was no one's fault, so it does not count as an attempt.
    expect(await untilState(client, id, ['COMPLETED', 'FAILED'])).toMatchObject({
      state: 'COMPLETED',
      progress: { attempt: 1, rowsDone: userCount + 1 },
    });
    expect(await cities('Silves')).toBe(userCount);
    expect(await appliedUsers(id)).toEqual(usernames);
  }, 180_000);

  // On SQLite no one can cancel it while its worker, and with it the server, is dead.
  const itWithItsOwnWorker = engine.name === 'sqlite' ? it.skip : it;
  itWithItsOwnWorker(
    'has an undo file of what was applied if it is cancelled after its worker was killed',
    async () => {
      const { gate } = installation;
      await start();
      const { id } = await checkFile(client, fileOf('Braga'));
      await untilHeld('IMPORT_ROWS_APPLIED-2', () => client.data(applyImport, { id }));
      await worker.end('SIGKILL');
      await client.data(cancelImport, { id });
      gate.release('IMPORT_ROWS_APPLIED-2');
      worker = await installation.start('worker');

      await untilState(client, id, ['CANCELLED']);
      const files = 'query ($id: ID!) { import(id: $id) { files { undo { rows } } } }';
      const undo = await waitFor('the undo file', async () => (await client.data(files, { id })).import.files.undo);
      const applied = await cities('Braga');
      expect([undo.rows, applied > 0, applied < userCount]).toEqual([applied, true, true]);
    },
  );

  it('has the same plan if its worker is killed when it has checked all rows', async () => {
    const { dataSource, gate } = installation;
    await start();
    const file = fileOf('Faro', 'ghost,Faro,');
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

  const bytes = Buffer.from(fileOf('Évora'));
  const arrived = 5000;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const offsetAt = async (url: string): Promise<number> => Number((await uploadStatus(url)).offset);
  /** Sends the first bytes of a file, and leaves the body open. */
  const startUpload = async (server: Process): Promise<{ id: string; path: string; request: ClientRequest }> => {
    client = await signIn(server);
    const { id } = await startImport(client);
    const { pathname: path } = new URL(await uploadUrl(client, id));
    const request = httpRequest(server.url + path, { method: 'PUT' }).on('error', () => undefined);
    request.write(bytes.subarray(0, arrived));
    await waitFor('the first bytes', async () => (await offsetAt(server.url + path)) === arrived);
    return { id, path, request };
  };

  it('continues its upload after the server was killed', async () => {
    const server = await installation.serveOnly();
    const { id, path } = await startUpload(server);
    await server.end('SIGKILL');

    const next = await installation.serveOnly();
    const url = next.url + path;
    expect(await offsetAt(url)).toBe(arrived);
    const answer = await upload(url, bytes.subarray(arrived), { 'upload-offset': String(arrived) });
    expect([answer.status, answer.json]).toEqual([201, { importId: id, bytes: bytes.length, sha256 }]);
    expect((await readImport(await signIn(next), id)).state).toBe('CHECKING');
  });

  // The data folder of SQLite has one server.
  const itOnTwoServers = engine.name === 'sqlite' ? it.skip : it;
  itOnTwoServers('continues its upload at another server, whatever still arrives at the first one', async () => {
    const first = await installation.serveOnly();
    const second = await installation.serveOnly();
    const { id, path, request } = await startUpload(first);
    const late = new Promise<number>((resolve) => request.on('response', ({ statusCode }) => resolve(statusCode!)));

    const rest = httpRequest(second.url + path, { method: 'PUT', headers: { 'upload-offset': String(arrived) } });
    const answered = new Promise<number>((resolve) => rest.on('response', ({ statusCode }) => resolve(statusCode!)));
    const middle = arrived + 3000;
    rest.write(bytes.subarray(arrived, middle));
    await waitFor('more bytes', async () => (await offsetAt(second.url + path)) === middle);
    request.end(bytes.subarray(arrived, arrived + 1000));
    expect(await late).toBe(409);
    rest.end(bytes.subarray(middle));
    expect(await answered).toBe(201);
    await installation.start('worker');
    expect(await untilState(client, id, ['READY', 'FAILED'])).toMatchObject({ state: 'READY', failure: null });
    expect((await readImport(client, id)).progress.rowsDone).toBe(userCount);
  });
});
