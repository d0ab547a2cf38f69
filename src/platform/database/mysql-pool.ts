import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { isIdle } from './mysql2-internals';
import { endAsSilent, endWhenSilent } from './silent-server';

/** Longest wait for a connection, including the time in which the server has no free one. */
const maxWaitMs = 8_000;
const retryMs = 100;
/**
 * Longest wait for a row lock; then `transact` runs the transaction again. The server's default of a minute is too long
 * for a request.
 */
const lockWaitSeconds = 2;

/** The server or this account has reached its limit of connections. */
const full = new Set(['ER_CON_COUNT_ERROR', 'ER_TOO_MANY_USER_CONNECTIONS', 'ER_USER_LIMIT_REACHED']);

/** Creates TypeORM's pool. No request waits in it forever, even if the server or the network fails. */
export const poolDriver = {
  createPool(options: PoolOptions): Pool {
    const pool = createPool(options);
    const open = new Set<PoolConnection>();
    pool.on('connection', (connection) => {
      open.add(connection);
      connection.on('end', () => open.delete(connection)).on('error', () => open.delete(connection));
      // A server that went silent on one connection has gone silent on the idle ones, too.
      endWhenSilent(connection, () => [...open].filter(isIdle).forEach(endAsSilent));
      // If this fails, the next statement on the connection fails, too.
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
      else if (failure && full.has(failure.code ?? '')) setTimeout(ask, retryMs);
      else end(failure, connection);
    });
  };
  ask();
}
