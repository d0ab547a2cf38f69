import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { endWithThis } from './children';
import { cacheFolder } from './paths';

export interface MariaDb {
  readonly url: string;
  readonly socket: string;
  readonly pid: number;
  createDatabase(name: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

const settings = [
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--performance-schema=OFF',
  // Ten million bookings with their indexes fit in memory, because the bench compares statements, not disks.
  `--innodb-buffer-pool-size=${Math.floor(totalmem() / 4)}`,
  '--innodb-log-file-size=512M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-sort-buffer-size=64M',
];

const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

/**
 * Starts a separate server with a permanent data folder and a large buffer pool, unlike the servers of the tests.
 * Returns null if MariaDB is not installed.
 */
export async function startMariaDb(): Promise<MariaDb | null> {
  if (!isInstalled('mariadbd') || !isInstalled('mariadb')) return null;
  const folder = path.join(cacheFolder, 'mariadb');
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  if (!existsSync(path.join(folder, 'mysql'))) {
    mkdirSync(folder, { recursive: true });
    const made = spawnSync(
      'mariadb-install-db',
      ['--no-defaults', `--datadir=${folder}`, ...asRoot, '--auth-root-authentication-method=normal', '--skip-test-db'],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}`);
  }
  const port = await freePort();
  const socket = `/tmp/tallyport-bench-${process.pid}.sock`;
  const log = openSync(path.join(cacheFolder, 'mariadb.log'), 'a');
  const server = spawn(
    'mariadbd',
    ['--no-defaults', `--datadir=${folder}`, ...asRoot, `--port=${port}`, `--socket=${socket}`, ...settings],
    { stdio: ['ignore', log, log] },
  );
  endWithThis(server);

  const url = `mysql://root@127.0.0.1:${port}`;
  const run = async (sql: string): Promise<void> => {
    const connection = await createConnection({ uri: url });
    await connection.query(sql).finally(() => connection.end());
  };
  for (let attempt = 0; ; attempt++) {
    if (server.exitCode !== null || attempt > 600)
      throw new Error(`mariadbd did not start: see ${cacheFolder}/mariadb.log`);
    if (
      await run('SELECT 1').then(
        () => true,
        () => false,
      )
    )
      break;
    await pause(100);
  }
  return {
    url,
    socket,
    pid: server.pid!,
    createDatabase: (name) => run(`CREATE DATABASE IF NOT EXISTS ${name}`),
    dropDatabase: (name) => run(`DROP DATABASE IF EXISTS ${name}`),
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGTERM');
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
