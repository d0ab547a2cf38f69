import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect';

const attempts = 5;
/** No attempt starts later than this after the first one, because a request is waiting. */
const maxTryingMs = 4_500;
const lastWrite = new WeakMap<DataSource, Promise<unknown>>();

/**
 * The connection broke during the commit, so its outcome is unknown. Never retried, because the work could be done
 * twice.
 */
export class CommitUnknown extends Error {
  readonly code: unknown;

  constructor(cause: unknown) {
    super('the connection broke during a commit', { cause });
    this.code = (cause as { code?: unknown }).code;
  }
}

/**
 * Runs `work` in one transaction and retries it after transient faults, up to five attempts in all. `work` must have no
 * effects except through its manager. All writes go through here.
 */
export async function transact<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const untilMs = performance.now() + maxTryingMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await (dataSource.options.type === 'mysql'
        ? onServer(dataSource, work)
        : inTurn(dataSource, untilMs, work));
    } catch (error) {
      if (
        attempt === attempts ||
        performance.now() > untilMs ||
        error instanceof CommitUnknown ||
        !dialectOf(dataSource).isTransient(error)
      )
        throw error;
      // Keeps two deadlocked transactions from colliding again.
      await sleep(Math.random() * 20 * attempt);
    }
  }
}

async function onServer<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('READ COMMITTED');
    const result = await rolledBack(
      () => work(runner.manager),
      () => runner.rollbackTransaction(),
    );
    await runner.commitTransaction().catch((error) => {
      throw new CommitUnknown(error);
    });
    return result;
  } finally {
    await runner.release();
  }
}

/**
 * On SQLite the whole process shares one connection. Two transactions at once would become one, and the rollback of one
 * would undo the writes of the other. So each waits for the previous one.
 */
async function inTurn<T>(
  dataSource: DataSource,
  untilMs: number,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const turn = (lastWrite.get(dataSource) ?? Promise.resolve()).then(async () => {
    const runner = dataSource.createQueryRunner();
    await startOnSqlite(runner, untilMs);
    return rolledBack(
      async () => {
        const result = await work(runner.manager);
        await runner.query('COMMIT');
        return result;
      },
      () => runner.query('ROLLBACK'),
    );
  });
  lastWrite.set(
    dataSource,
    turn.catch(() => undefined),
  );
  return turn;
}

/**
 * IMMEDIATE, because a transaction that first reads and then writes is refused when another process wrote in between.
 * While that process writes, this one waits here: the driver would wait with the whole thread.
 */
async function startOnSqlite(runner: QueryRunner, untilMs: number): Promise<void> {
  for (;;) {
    try {
      await runner.query('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (performance.now() > untilMs || !dialectOf(runner.dataSource).isTransient(error)) throw error;
      await sleep(30);
    }
  }
}

/** A rollback that fails, because the connection is gone or the engine was faster, must not hide why it was needed. */
async function rolledBack<T>(work: () => Promise<T>, rollback: () => Promise<unknown>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await rollback().catch(() => undefined);
    throw error;
  }
}
