import type { DataSource, EntityManager } from 'typeorm';
import { openSqlite } from './snapshot';

/**
 * Runs one statement and gives its rows as arrays: a page's query on the pool, an export's on its snapshot. Name every
 * column differently.
 */
export type RunRows = (sql: string, parameters: (string | number)[]) => Promise<(string | number | null)[][]>;

export const rowsOf =
  (queryable: Pick<DataSource | EntityManager, 'query'>): RunRows =>
  async (sql, parameters) => {
    const rows: Record<string, string | number | null>[] = await queryable.query(sql, parameters);
    return rows.map((row) => Object.values(row));
  };

export const onPool = (dataSource: DataSource): RunRows => rowsOf(dataSource);

/** Statements whose answers must fit together: all see the database as of the first. */
export async function inOneMoment<T>(dataSource: DataSource, work: (run: RunRows) => Promise<T>): Promise<T> {
  const { options } = dataSource;
  if (options.type === 'mysql') return dataSource.transaction('REPEATABLE READ', (manager) => work(rowsOf(manager)));
  const snapshot = await openSqlite(options.database as string);
  const run: RunRows = (sql, parameters) => {
    dataSource.logger.logQuery(sql, parameters);
    return snapshot.rows(sql, parameters);
  };
  return work(run).finally(() => snapshot.close());
}
