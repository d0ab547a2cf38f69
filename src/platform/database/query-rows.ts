import type { DataSource } from 'typeorm';
import { query, type Queryable } from './query';
import { openSqlite } from './snapshot';
import type { Sql, SqlValue } from './sql';

/**
 * Runs a statement and returns its rows as arrays: on the pool for a page, on a snapshot for an export. Each selected
 * column needs a name of its own.
 */
export type QueryRows = (statement: Sql) => Promise<SqlValue[][]>;

export const poolQuery =
  (database: Queryable): QueryRows =>
  async (statement) =>
    (await query<Record<string, SqlValue>>(database, statement)).map((row) => Object.values(row));

/** Runs statements whose results must be consistent: all of them see the database as of the first. */
export async function inSnapshot<T>(dataSource: DataSource, work: (run: QueryRows) => Promise<T>): Promise<T> {
  const { options } = dataSource;
  if (options.type === 'mysql') return dataSource.transaction('REPEATABLE READ', (manager) => work(poolQuery(manager)));
  const snapshot = await openSqlite(options.database as string);
  const run: QueryRows = (statement) => {
    dataSource.logger.logQuery(statement.text, [...statement.values]);
    return snapshot.rows(statement);
  };
  return work(run).finally(() => snapshot.close());
}
