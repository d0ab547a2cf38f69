import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type ServerName, startServer, stopServers, URL_VARIABLE } from '../databases/database-servers';

/** Programs that the tests use if they are installed. */
type Optional = ServerName | 'chromium' | 'libreoffice';

const NOT_TESTED: Record<Optional, string> = {
  mariadb: 'NOT TESTED ON MARIADB: mariadbd is not installed (apt-get install mariadb-server)',
  mysql:
    'NOT TESTED ON MYSQL: there is no MySQL server here (scripts/get-mysql.sh .cache/mysql, or set TALLYPORT_MYSQLD)',
  chromium: 'NOT TESTED IN A BROWSER: chromium is not installed (apt-get install chromium)',
  libreoffice: 'NOT TESTED IN LIBREOFFICE: it is not installed (apt-get install libreoffice-calc-nogui)',
};

let missing: Optional[] = [];

export default async function globalSetup(): Promise<void> {
  // Set before the workers start, because setting it in a test file is too late (see setup.ts).
  process.env.TZ = 'America/St_Johns';

  const isQuick = process.env.TALLYPORT_TEST_QUICK === '1';
  const found = isQuick ? {} : { mariadb: findMariadb(), mysql: findMysql() };
  const names = ['mariadb', 'mysql'] as const;
  const missingServers = names.filter((name) => found[name] === undefined);
  for (const name of missingServers) delete process.env[URL_VARIABLE[name]];
  const chromium = onPath('chromium')[0];
  if (chromium) process.env.TALLYPORT_TEST_CHROMIUM = chromium;
  missing = [
    ...missingServers,
    ...(chromium ? [] : ['chromium' as const]),
    ...(onPath('libreoffice').length > 0 ? [] : ['libreoffice' as const]),
  ];
  if (isQuick) missing = [];
  announceMissing();
  refuseMissingRequirements();

  const started = await Promise.allSettled(names.map(async (name) => found[name] && startServer(name, found[name])));
  const failures = started.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  if (failures.length > 0) {
    await stopServers();
    throw new Error(failures.join('\n'));
  }
}

export function announceMissing(): void {
  if (missing.length === 0) return;
  const sentences = missing.map((name) => NOT_TESTED[name]);
  const width = Math.max(...sentences.map((sentence) => sentence.length));
  const bar = '#'.repeat(width + 6);
  const lines = sentences.map((sentence) => `## ${sentence.padEnd(width)} ##`);
  process.stderr.write(`\n${[bar, ...lines, bar].join('\n')}\n\n`);
}

function refuseMissingRequirements(): void {
  const required = (process.env.TALLYPORT_REQUIRE ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = required.filter((name) => !['sqlite', ...Object.keys(NOT_TESTED)].includes(name));
  if (unknown.length > 0) throw new Error(`TALLYPORT_REQUIRE names something unknown: ${unknown.join(', ')}`);
  const unmet = missing.filter((name) => required.includes(name));
  if (unmet.length > 0) throw new Error(unmet.map((name) => NOT_TESTED[name]).join('\n'));
}

export function findMariadb(): string | undefined {
  return onPath('mariadbd').find((file) => versionOf(file).includes('MariaDB'));
}

function findMysql(): string | undefined {
  const named = process.env.TALLYPORT_MYSQLD;
  // A path that is set explicitly must not be replaced by another server silently.
  const candidates = named
    ? [resolve(named)]
    : [resolve(__dirname, '../../../.cache/mysql/mysqld'), ...onPath('mysqld')];
  return candidates.find((file) => /\bVer \d/.test(versionOf(file)) && !versionOf(file).includes('MariaDB'));
}

function onPath(program: string): string[] {
  // Debian keeps servers in /usr/sbin, which is not on the PATH of an ordinary user.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].filter(Boolean);
  return [...new Set(folders)]
    .map((folder) => join(folder, program))
    .filter((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function versionOf(binary: string): string {
  return spawnSync(binary, ['--no-defaults', '--version'], { encoding: 'utf8' }).stdout ?? '';
}
