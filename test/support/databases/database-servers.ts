import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { makeSchemaScript } from './schema-script';

export type ServerName = 'mariadb' | 'mysql';
export const URL_VARIABLE: Record<ServerName, string> = {
  mariadb: 'TALLYPORT_TEST_MARIADB_URL',
  mysql: 'TALLYPORT_TEST_MYSQL_URL',
};
/** The file with the statements that create all tables in a new database of the server. */
export const SCHEMA_VARIABLE: Record<ServerName, string> = {
  mariadb: 'TALLYPORT_TEST_MARIADB_SCHEMA',
  mysql: 'TALLYPORT_TEST_MYSQL_SCHEMA',
};

// The unusual time zone reveals stored values that depend on the server's zone.
const SETTINGS = [
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--default-time-zone=+05:30',
  '--max-connections=400',
  '--skip-log-bin',
  '--sync-binlog=0',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-fast-shutdown=2',
  '--innodb-buffer-pool-size=64M',
  '--performance-schema=OFF',
];
const SETTINGS_OF: Record<ServerName, string[]> = { mariadb: [], mysql: ['--mysqlx=OFF', '--auto-generate-certs=OFF'] };

// Ends the process group named last on its standard input, then removes the folder. It acts when that input closes,
// which the kernel ensures however the jest process ends. The teardown closes it too.
const WATCHDOG = `
  while read -r line; do group=$line; done
  if [ -n "$group" ] && kill -s TERM -- "-$group"; then
    tries=0
    while kill -s 0 -- "-$group" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    kill -s KILL -- "-$group"
  fi
  rm -rf "$1" || { sleep 1; rm -rf "$1"; }`;
const watchdogs: ChildProcess[] = [];

export async function startServer(name: ServerName, binary: string): Promise<void> {
  const folder = mkdtempSync(join(roomyMemoryFolder() ?? tmpdir(), `tallyport-${name}-`));
  const place = { folder, logFile: join(folder, 'log'), watchdog: startWatchdog(folder) };
  const options = await makeDataFolder(name, binary, place);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const socket = join(folder, `${attempt}.sock`);
    const own = [`--port=${port}`, `--socket=${socket}`];
    const server = launch(place, binary, [...options, ...SETTINGS, ...SETTINGS_OF[name], ...own]);
    const url = `mysql://root@127.0.0.1:${port}`;
    if (await answers(url, socket, server)) {
      const schemaFile = join(folder, 'schema.sql');
      writeFileSync(schemaFile, await makeSchemaScript(url, join(folder, 'schema')));
      process.env[URL_VARIABLE[name]] = url;
      process.env[SCHEMA_VARIABLE[name]] = schemaFile;
      return;
    }
    const log = lastLines(place);
    // Another process may take the free port before the server binds it.
    if (attempt === 5 || !/address already in use/i.test(log)) throw new Error(`${binary} did not start:\n${log}`);
  }
}

export async function stopServers(): Promise<void> {
  await Promise.all(
    watchdogs.splice(0).map(async (watchdog) => {
      const gone = once(watchdog, 'exit');
      watchdog.stdin?.end();
      await gone;
    }),
  );
}

/** A folder in memory, where creating and dropping tables waits for no disk. Null where it is small, as in containers. */
function roomyMemoryFolder(): string | null {
  const folder = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(folder);
    accessSync(folder, constants.W_OK);
    return bavail * bsize > 4 * 1024 ** 3 ? folder : null;
  } catch {
    return null;
  }
}

interface Place {
  folder: string;
  logFile: string;
  watchdog: ChildProcess;
}
interface Launched {
  code: Promise<number | null>;
  ended: boolean;
}

function startWatchdog(folder: string): ChildProcess {
  const script = ['-c', WATCHDOG, 'tallyport-watchdog', folder];
  const watchdog = spawn('/bin/sh', script, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watchdogs.push(watchdog);
  return watchdog;
}

/**
 * `detached` makes a process group, and keeps a Ctrl-C at the terminal from reaching the server before the watchdog
 * does.
 */
function launch({ logFile, watchdog }: Place, command: string, args: string[]): Launched {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid !== undefined) watchdog.stdin?.write(`${child.pid}\n`);
  const code = once(child, 'exit').then(([exitCode]) => exitCode as number | null);
  const launched: Launched = { code, ended: false };
  const markEnded = (): void => {
    launched.ended = true;
  };
  code.then(markEnded, markEnded);
  return launched;
}

async function makeDataFolder(name: ServerName, binary: string, place: Place): Promise<string[]> {
  const at = (file: string): string => join(place.folder, file);
  mkdirSync(at('tmp'));
  const options = [`--datadir=${at('data')}`, `--tmpdir=${at('tmp')}`];
  if (process.getuid?.() === 0) options.push('--user=root');
  let [command, ...args] = ['mariadb-install-db', '--auth-root-authentication-method=normal', '--skip-test-db'];
  if (name === 'mysql') {
    // MySQL makes root@localhost only, which skip-name-resolve would lock out of TCP.
    writeFileSync(
      at('grants.sql'),
      "CREATE USER root@'127.0.0.1';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n",
    );
    options.push('--secure-file-priv=NULL');
    [command, ...args] = [binary, '--initialize-insecure', `--init-file=${at('grants.sql')}`];
  }
  if (name === 'mariadb' || !saysNoDefaultsItself(binary, options)) options.unshift('--no-defaults');
  if ((await launch(place, command, [...options, ...args]).code) !== 0) {
    throw new Error(`${command} could not make a data folder:\n${lastLines(place)}`);
  }
  return options;
}

/** A launcher script may pass --no-defaults itself, and the servers reject a second one. */
function saysNoDefaultsItself(binary: string, options: string[]): boolean {
  const check = spawnSync(binary, ['--no-defaults', ...options, '--validate-config'], { encoding: 'utf8' });
  return check.stderr.includes("unknown option '--no-defaults'");
}

async function answers(url: string, socket: string, server: Launched): Promise<boolean> {
  const deadline = Date.now() + 60_000;
  while (!server.ended && Date.now() < deadline) {
    try {
      const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
      const [rows] = await connection.query<RowDataPacket[]>('SELECT @@socket AS socket');
      await connection.end();
      // Another server may have won the race for the port; ours is then about to end.
      if (rows[0]?.socket === socket) return true;
    } catch {
      // Not listening yet.
    }
    await pause(30);
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

function lastLines({ logFile }: Place): string {
  return readFileSync(logFile, 'utf8').slice(-3000);
}
