import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { isIdle } from './mysql2-internals';
import { endAsSilent, endWhenSilent } from './silent-server';

/** Maximum wait for a connection, including the time in which the server has no free one. */
const maxWaitMs = 8_000;
const retryMs = 100;
/**
 * Maximum wait for a row lock, after which `transact` runs the transaction again. The server's default of a minute is
 * too long for a request.
 */
const lockWaitSeconds = 2;

/** Codes of errors when the server or the account has reached its limit of connections. */
const full = new Set(['ER_CON_COUNT_ERROR', 'ER_TOO_MANY_USER_CONNECTIONS', 'ER_USER_LIMIT_REACHED']);

/** Creates TypeORM's pool. No request waits in it forever, even if the server or the network fails. */
export const poolDriver = {
  createPool(options: PoolOptions): Pool {
    const pool = createPool(options);
    const open = new Set<PoolConnection>();
    pool.on('connection', (connection) => {
      open.add(connection);
      connection.on('end', () => open.delete(connection)).on('error', () => open.delete(connection));
      // If the server is silent on one connection, it is also silent on the idle ones.
      endWhenSilent(connection, () => [...open].filter(isIdle).forEach(endAsSilent));
      // If this fails, the next statement on the connection also fails.
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
      end(
        error ??
          Object.assign(new Error('no connection to the database became free in time'), {
            code: 'ETIMEDOUT',
            fatal: true,
          }),
      ),
    maxWaitMs,
  );
  const ask = (): void => {
    if (isOver) return;
    get((failure, connection) => {
      error = failure;
      if (isOver) connection?.release();
      // Another process, or another request of this process, may release a connection.
      else if (failure && full.has(failure.code ?? '')) setTimeout(ask, retryMs);
      else end(failure, connection);
    });
  };
  ask();
}
