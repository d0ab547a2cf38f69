import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFile } from '../support/clients/exports';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

eachEngine('uncaught errors', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tallyport-stray-'));
    const script = join(folder, 'stray.js');
    await writeFile(
      script,
      "process.on('SIGUSR2', () => void Promise.reject(new Error('stray rejection'))); process.on('SIGHUP', () => { throw new Error('stray error'); });",
    );
    env = { NODE_OPTIONS: `--require ${script}` };
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are logged with an id if they are rejections, and the server continues', async () => {
    const organization = await createOrganization(installation.dataSource);
    const server = await installation.start('serve', env);
    const client = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    server.signal('SIGUSR2');
    const logged = (): Record<string, unknown>[] => server.logged('unhandled promise rejection');
    await waitFor('the log line', () => logged().length > 0);
    expect(logged()[0]).toMatchObject({
      level: 'error',
      errorId: expect.any(String),
      err: { message: 'stray rejection' },
    });
    expect((await exportFile(client)).row.state).toBe('COMPLETED');
    expect(server.isRunning).toBe(true);
  });

  it('are logged with an id and end the process if they were thrown', async () => {
    const server = await installation.start('serve', env);
    expect(await server.end('SIGHUP')).toMatchObject({ code: 1 });
    expect(server.logged('uncaught error; ending')).toEqual([
      expect.objectContaining({ level: 'fatal', errorId: expect.any(String) }),
    ]);
  });

  it('replace a worker thread that runs out of memory, and the server keeps answering while its export completes', async () => {
    const organization = await createOrganization(installation.dataSource);
    const hungry = join(folder, 'hungry');
    const script = join(folder, 'hog.js');
    await writeFile(
      script,
      `const { isMainThread } = require('node:worker_threads'); const { existsSync, rmSync } = require('node:fs');
      if (!isMainThread) setInterval(() => { if (!existsSync('${hungry}')) return; rmSync('${hungry}'); for (const hog = []; ; ) hog.push(new Array(10_000).fill(Math.random())); }, 5);`,
    );
    const server = await installation.start('serve', { NODE_OPTIONS: `--require ${script} --max-old-space-size=120` });
    const client = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    await writeFile(hungry, '');
    await waitFor('the thread to be at its end', () => !existsSync(hungry));
    const [row, ended] = await Promise.all([
      exportFile(client),
      waitFor('the log line', () => server.logged('the worker thread died')[0]),
    ]);
    expect(row.row.state).toBe('COMPLETED');
    expect(ended).toMatchObject({ level: 'error', err: { code: 'ERR_WORKER_OUT_OF_MEMORY' } });
    expect(server.isRunning).toBe(true);
  });
});
