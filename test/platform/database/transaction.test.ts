import type { DataSource } from 'typeorm';
import { transact } from '../../../src/platform/database/transaction';
import { useTestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';

eachEngine('transactions', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let dataSource: DataSource;

  beforeAll(async () => {
    dataSource = app.app.dataSource;
    await dataSource.query('CREATE TABLE notes (name VARCHAR(40) NOT NULL PRIMARY KEY)');
  });
  beforeEach(() => dataSource.query('DELETE FROM notes'));

  const names = async (): Promise<string[]> =>
    (await dataSource.query('SELECT name FROM notes ORDER BY name')).map((row: { name: string }) => row.name);
  const insert = (name: string, fails = false): Promise<string> =>
    transact(dataSource, async (manager) => {
      await manager.query('INSERT INTO notes (name) VALUES (?)', [`${name} first`]);
      // Lets the others come in between, if anything does.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await manager.query('INSERT INTO notes (name) VALUES (?)', [`${name} second`]);
      if (fails) throw new Error(`${name} fails`);
      return name;
    });

  it('of concurrent requests are isolated: a rollback affects only its own', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_unused, index) => insert(`n${index}`, index % 3 === 0)),
    );
    expect(results.map(({ status }) => status)).toEqual(
      Array.from({ length: 12 }, (_unused, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
    );
    const kept = [1, 2, 4, 5, 7, 8, 10, 11].flatMap((index) => [`n${index} first`, `n${index} second`]);
    expect(await names()).toEqual(kept.sort());
  });

  it('return the result of the work and rethrow its error', async () => {
    expect(await insert('value')).toBe('value');
    await expect(insert('error', true)).rejects.toThrow('error fails');
    expect(await names()).toEqual(['value first', 'value second']);
  });

  it('are retried after a transient error, at most five times, and after no other error', async () => {
    const code = dataSource.options.type === 'mysql' ? 'ER_LOCK_DEADLOCK' : 'SQLITE_BUSY';
    const failing = async (times: number, error: object): Promise<number> => {
      let runs = 0;
      await transact(dataSource, async (manager) => {
        runs++;
        await manager.query('INSERT INTO notes (name) VALUES (?)', ['again']);
        if (runs <= times) throw Object.assign(new Error('for now'), error);
      }).catch(() => undefined);
      return runs;
    };
    expect(await failing(2, { code })).toBe(3);
    expect(await names()).toEqual(['again']);
    await dataSource.query('DELETE FROM notes');
    expect(await failing(9, { code })).toBe(5);
    expect(await failing(9, { code: 'ENOENT' })).toBe(1);
    expect(await names()).toEqual([]);
  });
});
