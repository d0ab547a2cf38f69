import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { TestClient } from '../support/clients/client';
import { checkFile, readImport, startImport, uploadUrl } from '../support/clients/imports';
import { rawRequest } from '../support/clients/raw-http';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { type Process, useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const maxBytes = 100_000_000;
/** Far above what a busy machine needs, and far below what one of these files would cost if it were read as a whole. */
const maxAnswerMs = 5000;

// With the worker in a thread of the server.
eachEngine('a server that gets hostile files', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);
  let server: Process;
  let owner: TestClient;

  beforeAll(async () => {
    const organization = await createOrganization(installation.dataSource);
    server = await installation.start('serve', { IMPORT_MAX_BYTES: String(maxBytes) });
    owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    await checkFile(owner, 'Username,City\nowner,Porto\n');
  });

  /** Requests the health check over and over while `action` runs. */
  async function whileHealthy<T>(action: Promise<T>): Promise<T> {
    let isOver = false;
    const result = action.finally(() => (isOver = true));
    while (!isOver) {
      const startedAtMs = performance.now();
      expect((await rawRequest(server.url, '/health')).status).toBe(200);
      expect(performance.now() - startedAtMs).toBeLessThan(maxAnswerMs);
    }
    return result;
  }

  it('cuts an endless body at the limit, in little memory and with nothing left', async () => {
    const { id } = await startImport(owner);
    const request = httpRequest(await uploadUrl(owner, id), { method: 'PUT', agent: false });
    request.on('error', () => undefined);
    const chunk = Buffer.alloc(65_536, 'x');
    let sent = 0;
    const send = (): void => {
      if (request.destroyed) return;
      sent += chunk.length;
      if (request.write(chunk)) setImmediate(send);
      else request.once('drain', send);
    };
    const peakMb = server.peakRssMb!;
    const answered = new Promise((resolve) => request.on('response', (response) => resolve(response.statusCode)));
    send();
    expect(await whileHealthy(answered)).toBe(413);
    request.destroy();
    expect(sent).toBeGreaterThan(maxBytes);
    expect(server.peakRssMb! - peakMb).toBeLessThan(64);
    await waitFor('nothing to be left', async () =>
      (await readdir(installation.exportFolder)).every((name) => !name.startsWith(`import-${id}-`)),
    );
  });

  it.each([
    ['10,000 columns', `${'c,'.repeat(9999)}c\n`, 'LIMIT'],
    ['a row of 10,000 columns', `Username\n${','.repeat(9999)}\n`, 'LIMIT'],
    ['a line of 5 MB', `Username,City\nowner,${'x'.repeat(5_000_000)}\n`, 'LIMIT'],
    ['30 MB of quotes', '"'.repeat(30_000_000), 'QUOTES'],
    ['30 MB of commas', ','.repeat(30_000_000), 'LIMIT'],
    ['30 MB of line breaks', '\n'.repeat(30_000_000), 'EMPTY_FILE'],
  ])('refuses %s in one attempt, and answers others meanwhile', async (_what, file, code) => {
    const { id, state, failure } = await whileHealthy(checkFile(owner, file));
    expect([state, failure?.code]).toEqual(['FAILED', code]);
    expect((await readImport(owner, id)).progress.attempt).toBe(1);
    expect(server.logged('could not renew the lease')).toEqual([]);
  });
});
