/** @slow */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config';
import { openAppDatabase } from '../../src/database';
import { readDatabaseId } from '../../src/platform/database/database-id';
import { eachEngine, engineNamed, type TestDatabase } from '../support/databases/engines';
import { Process } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

/** A server that is stopped right at its start may leave its log. */
const sqliteFiles = ['tallyport.sqlite', 'tallyport.sqlite-wal', 'tallyport.sqlite-shm'];

eachEngine('the data folder of a database', (engine) => {
  // Two SQLite databases are never in one folder at once, but one on a server may be set to the folder of a SQLite
  // database.
  const otherEngine = engine.name === 'sqlite' ? engineNamed('mariadb') : engine;
  const databases: TestDatabase[] = [];
  const processes: Process[] = [];

  afterEach(async () => {
    await Promise.all(
      processes
        .splice(0)
        .filter((each) => each.isRunning)
        .map((each) => each.end('SIGKILL')),
    );
    for (const database of databases.splice(0)) await database.drop();
  });

  const create = async (of = engine): Promise<TestDatabase> => {
    const database = await of.createDatabase({ empty: true });
    databases.push(database);
    return database;
  };

  const launch = (
    command: 'serve' | 'worker',
    { databaseUrl }: Pick<TestDatabase, 'databaseUrl'>,
    dataDir: string,
  ): Process => {
    const one = new Process(command, {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      EXPORT_WORKER: 'off',
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    });
    processes.push(one);
    return one;
  };

  const idOf = async ({ databaseUrl, dataDir }: Pick<TestDatabase, 'databaseUrl' | 'dataDir'>): Promise<string> => {
    const dataSource = await openAppDatabase(loadConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir }));
    return readDatabaseId(dataSource).finally(() => dataSource.destroy());
  };

  /** An export file that no other database knows. */
  const addFile = (dataDir: string): string => {
    const file = join(dataDir, 'exports', '1-of-the-owner.csv');
    mkdirSync(join(dataDir, 'exports'), { recursive: true });
    writeFileSync(file, 'id\n', { mode: 0o600 });
    return file;
  };

  /** A database that has used its folder, with a file in it. */
  async function used(): Promise<TestDatabase & { marker: string; file: string }> {
    const database = await create();
    await (await launch('serve', database, database.dataDir).untilReady()).end('SIGTERM');
    return { ...database, marker: join(database.dataDir, 'database-id'), file: addFile(database.dataDir) };
  }

  const expectRefused = async (one: Process, command: string, says: RegExp): Promise<void> => {
    expect(await one.untilEnded()).toBe(1);
    expect(one.stderr).toMatch(/^[^\n]+\n$/);
    expect(one.stderr).toMatch(new RegExp(`^tallyport ${command}: the data folder `));
    expect(one.stderr).toMatch(says);
    expect(one.stdout).toBe('');
  };

  (otherEngine ? it : it.skip)(
    'belongs to one of two databases that start in it at once, and is refused to the other before anything in it changes',
    async () => {
      const { dataDir, ...first } = await create();
      const contenders = [{ ...first, dataDir }, await create(otherEngine!)].map((database) => ({
        database,
        server: launch('serve', database, dataDir),
      }));
      for (const { server } of contenders)
        await waitFor('a server to start or to end', () => !server.isRunning || server.stdout.includes('\n'));
      const owners = contenders.filter(({ server }) => server.isRunning);
      expect(owners.length).toBe(1);
      const [owner, other] = [owners[0]!, contenders.find((each) => each !== owners[0])!];
      const says = other.database.databaseUrl
        ? /belongs to another database \(the file database-id in it names [0-9a-f-]{36}, and this database is [0-9a-f-]{36}\): set DATA_DIR to a folder that no other database uses; only if .* delete .*\/database-id, /
        : /belongs to another database \(.*database-id.*\): set DATABASE_URL if /;
      await expectRefused(other.server, 'serve', says);
      await owner.server.end('SIGTERM');
      const file = addFile(dataDir);
      for (const command of ['serve', 'worker'] as const)
        await expectRefused(launch(command, other.database, dataDir), command, says);
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(join(dataDir, 'database-id'), 'utf8')).toBe(await idOf({ ...owner.database, dataDir }));
      await launch('worker', owner.database, dataDir).untilReady();
    },
  );

  it('is claimed if it has no owner, and shared by all servers and workers of the database, even if they migrate it at the same time', async () => {
    const database = await create();
    const { databaseUrl, dataDir } = database;
    const dataSource = await openAppDatabase(loadConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir }));
    await dataSource.query('DROP TABLE database_identity');
    await dataSource.query("DELETE FROM migrations WHERE name LIKE 'DatabaseId%'");
    await dataSource.destroy();
    const marker = join(dataDir, 'database-id');
    expect(existsSync(marker)).toBe(false);
    const all = (['serve', 'serve', 'worker'] as const).map((command) => launch(command, database, dataDir));
    for (const one of all) await one.untilReady();
    expect(readFileSync(marker, 'utf8')).toBe(await idOf(database));
    expect(statSync(marker).mode & 0o777).toBe(0o600);
  });

  if (engine.name === 'sqlite') {
    it('rejects a new SQLite database that replaces a deleted one, until its database-id file is deleted', async () => {
      const owner = await used();
      for (const file of sqliteFiles) rmSync(join(owner.dataDir, file), { force: true });
      await expectRefused(
        launch('serve', owner, owner.dataDir),
        'serve',
        /\(it has a file database-id, and no tallyport\.sqlite\): set DATABASE_URL if .*, restore its tallyport\.sqlite if .*, or set DATA_DIR .*; only if .* delete .*\/database-id, /,
      );
      expect(existsSync(join(owner.dataDir, 'tallyport.sqlite'))).toBe(false);
      expect(existsSync(owner.file)).toBe(true);
      rmSync(owner.marker);
      await launch('serve', owner, owner.dataDir).untilReady();
      expect(readFileSync(owner.marker, 'utf8')).toBe(await idOf(owner));
    });

    it('rejects a SQLite database that replaced its own', async () => {
      const [owner, other] = [await used(), await used()];
      for (const file of sqliteFiles) {
        rmSync(join(owner.dataDir, file), { force: true });
        if (existsSync(join(other.dataDir, file))) copyFileSync(join(other.dataDir, file), join(owner.dataDir, file));
      }
      await expectRefused(
        launch('serve', owner, owner.dataDir),
        'serve',
        /names [0-9a-f-]{36}, and this database is [0-9a-f-]{36}\): set DATABASE_URL if .*, restore its tallyport\.sqlite if /,
      );
      expect(existsSync(owner.file)).toBe(true);
    });
  }
});
