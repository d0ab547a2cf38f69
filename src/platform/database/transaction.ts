import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from './dialect';

const attempts = 5;
const lastWrite = new WeakMap<DataSource, Promise<unknown>>();

/**
 * Runs `work` in one transaction, again (up to five times in all) when a fault of the moment stopped it, so `work` must
 * have no effect but through its manager. Every write of the product goes through here.
 */
export async function transact<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await (dataSource.options.type === 'mysql' ? dataSource.transaction('READ COMMITTED', work) : inTurn(dataSource, work));
    } catch (error) {
      if (attempt === attempts || !dialectOf(dataSource).isTransient(error)) throw error;
    }
  }
}

/**
 * On SQLite the whole process shares one connection: two transactions at once would become one, and the rollback of
 * either would take the other's writes with it. So they wait for each other. IMMEDIATE, because a transaction that first
 * reads and then writes is refused when another process wrote in between.
 */
async function inTurn<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const turn = (lastWrite.get(dataSource) ?? Promise.resolve()).then(async () => {
    const runner = dataSource.createQueryRunner();
    await runner.query('BEGIN IMMEDIATE');
    try {
      const result = await work(runner.manager);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await runner.query('ROLLBACK');
      throw error;
    }
  });
  lastWrite.set(dataSource, turn.catch(() => undefined));
  return turn;
}
