import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eachEngine } from '../support/databases/engines';
import { mountSmallDisk, noSmallDisk } from '../support/databases/small-disk';
import { Process, useInstallation } from '../support/processes/processes';

describe('a start that cannot succeed ends with one line about', () => {
  let folder: string;
  let busy: Server;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tallyport-start-'));
    writeFileSync(path.join(folder, 'file'), '');
    mkdirSync(path.join(folder, 'broken'));
    writeFileSync(path.join(folder, 'broken', 'tallyport.sqlite'), Buffer.alloc(8192, 'not a database '));
    mkdirSync(path.join(folder, 'no-exports'));
    writeFileSync(path.join(folder, 'no-exports', 'exports'), '');
    busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await new Promise((resolve) => busy.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (env: Record<string, string>): Process =>
    new Process('serve', {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: path.join(folder, 'data'),
      LOG_LEVEL: 'silent',
      ...env,
    });

  it.each<[what: string, env: () => Record<string, string>, says: RegExp]>([
    ['a busy port', () => ({ PORT: String((busy.address() as AddressInfo).port) }), /EADDRINUSE.*set PORT/],
    ['an address of another machine', () => ({ HOST: '192.0.2.1' }), /EADDRNOTAVAIL/],
    ['a data folder that is a file', () => ({ DATA_DIR: path.join(folder, 'file') }), /EEXIST|ENOTDIR/],
    [
      'a database file that is not a database',
      () => ({ DATA_DIR: path.join(folder, 'broken') }),
      /broken\/tallyport\.sqlite: file is not a database \(SQLITE_NOTADB\)/,
    ],
    ['a folder for exports that is a file', () => ({ DATA_DIR: path.join(folder, 'no-exports') }), /EEXIST.*exports/],
    [
      'a database server that refuses connections',
      () => ({ DATABASE_URL: 'mysql://root@127.0.0.1:1/x' }),
      /ECONNREFUSED/,
    ],
    [
      'a password that is not percent-encoded',
      () => ({ DATABASE_URL: 'mysql://t:p%zz@127.0.0.1:3306/x' }),
      /DATABASE_URL.*percent-encoded/,
    ],
  ])('%s', async (_what, env, says) => {
    const server = start(env());
    expect(await server.untilEnded()).toBe(1);
    const lines = server.stderr.trim().split('\n');
    expect(server.stderr).toMatch(says);
    expect(lines.filter((line) => line.startsWith('    at '))).toEqual([]);
    expect(server.stdout).toBe('');
  });

  (noSmallDisk() === null ? it : it.skip)('a read-only disk', async () => {
    const readOnly = path.join(folder, 'read-only');
    const disk = await mountSmallDisk(readOnly, '8m');
    try {
      await (await start({ DATA_DIR: readOnly }).untilReady()).end('SIGTERM');
      disk.makeReadOnly();
      const server = start({ DATA_DIR: readOnly });
      expect(await server.untilEnded()).toBe(1);
      expect(server.stderr.trim()).toMatch(/^tallyport serve: EROFS: .*read-only\/tallyport\.sqlite' \(EROFS\)$/);
    } finally {
      disk.unmount();
    }
  });

  it('makes the data folder private', async () => {
    const server = await start({}).untilReady();
    await server.end('SIGTERM');
    expect(statSync(path.join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('prints the help of every command', async () => {
    const help = new Process('worker', {}, ['--help']);
    expect(await help.untilEnded()).toBe(0);
    expect(help.stdout).toContain('Usage: tallyport COMMAND');
  });
});

eachEngine('a database with converted columns', ['mariadb'], (engine) => {
  const installation = useInstallation(engine);

  it.each([
    ['users.bio', 'ALTER TABLE users MODIFY bio MEDIUMTEXT CHARACTER SET utf8mb3'],
    [
      'organizations.name',
      'ALTER TABLE organizations MODIFY name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL',
    ],
  ])('is rejected with one line that names %s', async (name, statement) => {
    await installation.dataSource.query(statement);
    const server = new Process('serve', {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: installation.database.dataDir,
      DATABASE_URL: installation.database.databaseUrl!,
      LOG_LEVEL: 'silent',
    });
    expect(await server.untilEnded()).toBe(1);
    expect(server.stderr.trim()).toMatch(
      new RegExp(
        `^tallyport serve: the database column ${name}( and 1 more columns)? must have the character set utf8mb4 and the collation utf8mb4_\\w+_bin, not \\w+_ci: [^\n]+$`,
      ),
    );
  });
});
