import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { endAsSilent, endWhenSilent, isIdle } from './silent-server';

/** Waiting for a connection, also for one that the server has no room for now. */
const maxWaitMs = 8_000;
const askAgainMs = 100;
/**
 * Whoever waits for a row longer than this begins the transaction anew, see `transact`: the server's own default is a
 * minute.
 */
const lockWaitSeconds = 2;

/** The server, or this account on it, has all the connections it may have. */
const full = new Set(['ER_CON_COUNT_ERROR', 'ER_TOO_MANY_USER_CONNECTIONS', 'ER_USER_LIMIT_REACHED']);

/** What TypeORM makes its pool with: nobody waits in it for ever, whatever becomes of the server and the way to it. */
export const poolDriver = {
  createPool(options: PoolOptions): Pool {
    const pool = createPool(options);
    const open = new Set<PoolConnection>();
    pool.on('connection', (connection) => {
      open.add(connection);
      connection.on('end', () => open.delete(connection)).on('error', () => open.delete(connection));
      // What happened to one has happened to those that nobody is using, too.
      endWhenSilent(connection, () => [...open].filter(isIdle).forEach(endAsSilent));
      // Were it to fail, the statement behind it fails too.
      connection.query(`SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}`, () => undefined);
    });
    const get = pool.getConnection.bind(pool);
    pool.getConnection = (done) => waitForConnection(get, done);
    return pool;
  },
};

type Done = Parameters<Pool['getConnection']>[0];

function waitForConnection(get: Pool['getConnection'], done: Done): void {
  let isOver = false;
  let error: NodeJS.ErrnoException | null = null;
  const end = (why: NodeJS.ErrnoException | null, connection?: PoolConnection): void => {
    isOver = true;
    clearTimeout(late);
    done(why, connection as PoolConnection);
  };
  const late = setTimeout(
    () =>
      end(error ?? Object.assign(new Error('no connection to the database was free in time'), { code: 'ETIMEDOUT' })),
    maxWaitMs,
  );
  const ask = (): void => {
    if (isOver) return;
    get((failure, connection) => {
      error = failure;
      if (isOver) connection?.release();
      // Another process, or another request of this one, may give one back.
      else if (failure && full.has(failure.code ?? '')) setTimeout(ask, askAgainMs);
      else end(failure, connection);
    });
  };
  ask();
}
