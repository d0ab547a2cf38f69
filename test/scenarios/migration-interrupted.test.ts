import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config';
import { openAppDatabase } from '../../src/database';
import { DatabaseProxy } from '../support/databases/database-proxy';
import { eachEngine, type TestDatabase } from '../support/databases/engines';
import { Process } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const open = ({ databaseUrl, dataDir }: Pick<TestDatabase, 'databaseUrl' | 'dataDir'>): Promise<DataSource> =>
  openAppDatabase(loadConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir }));

eachEngine('a migration interrupted by a lost connection', ['mariadb', 'mysql'], (engine) => {
  const proxy = new DatabaseProxy();
  const databases: TestDatabase[] = [];

  // TypeORM says there which migration failed.
  beforeAll(() => void jest.spyOn(console, 'log').mockReturnValue());

  afterAll(async () => {
    jest.restoreAllMocks();
    for (const database of databases) await database.drop();
  });

  const parts = (dataSource: DataSource): Promise<unknown[][]> =>
    Promise.all([
      dataSource.query(
        'SELECT table_name AS t, column_name AS c, ordinal_position AS place, column_type AS type, is_nullable AS n, collation_name AS collation FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 3',
      ),
      dataSource.query(
        'SELECT table_name AS t, index_name AS i, seq_in_index AS place, column_name AS c, non_unique AS u FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1, 2, 3',
      ),
      dataSource.query('SELECT name FROM migrations ORDER BY id'),
    ]);

  it('is completed by the next start', async () => {
    databases.push(
      await engine.createDatabase({ empty: true }),
      await proxy.before(engine).createDatabase({ empty: true }),
    );
    const [whole, broken] = databases as [TestDatabase, TestDatabase];
    const expected = await open(whole);
    let dataSource: DataSource | null = null;
    let cuts = 0;
    for (let place = 2; !dataSource; place += 4) {
      let statements = 0;
      proxy.cutsBehind = (statement) => /\b(CREATE|ALTER|UPDATE|INSERT)\b/.test(statement) && ++statements === place;
      dataSource = await open(broken).catch((error) => {
        if (statements < place) throw error;
        cuts++;
        return null;
      });
    }
    expect(cuts).toBeGreaterThan(4);
    expect(await parts(dataSource)).toEqual(await parts(expected));
    await dataSource.destroy();
    await expected.destroy();
  });
});

describe('a SQLite migration interrupted by a kill', () => {
  it('is completed by the next start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tallyport-killed-'));
    const parts = async (name: string): Promise<unknown[]> => {
      const dataSource = await open({ databaseUrl: undefined, dataDir: join(folder, name) });
      expect(await dataSource.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      const found = await dataSource.query(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
      );
      await dataSource.destroy();
      return found;
    };
    const expected = await parts('whole');
    for (const pauseMs of [0, 10, 30]) {
      const name = `killed-${pauseMs}`;
      const killed = new Process('serve', {
        PORT: '0',
        HOST: '127.0.0.1',
        DATA_DIR: join(folder, name),
        EXPORT_WORKER: 'off',
      });
      await waitFor('the file', () => existsSync(join(folder, name, 'tallyport.sqlite')));
      await sleep(pauseMs);
      await killed.end('SIGKILL');
      expect(await parts(name)).toEqual(expected);
    }
    await rm(folder, { recursive: true });
  });
});
