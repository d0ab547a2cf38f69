import type { DataSource, EntityManager } from 'typeorm';
import { openSqlite } from './snapshot';

/**
 * Runs one statement and gives its rows as arrays: a page's query on the pool, an export's on its snapshot. Name every
 * column differently.
 */
export type QueryRows = (sql: string, parameters: (string | number)[]) => Promise<(string | number | null)[][]>;

export const queryRows =
  (queryable: Pick<DataSource | EntityManager, 'query'>): QueryRows =>
  async (sql, parameters) => {
    const rows: Record<string, string | number | null>[] = await queryable.query(sql, parameters);
    return rows.map((row) => Object.values(row));
  };

export const poolQuery = (dataSource: DataSource): QueryRows => queryRows(dataSource);

/** Statements whose answers must fit together: all see the database as of the first. */
export async function inSnapshot<T>(dataSource: DataSource, work: (run: QueryRows) => Promise<T>): Promise<T> {
  const { options } = dataSource;
  if (options.type === 'mysql') return dataSource.transaction('REPEATABLE READ', (manager) => work(queryRows(manager)));
  const snapshot = await openSqlite(options.database as string);
  const run: QueryRows = (sql, parameters) => {
    dataSource.logger.logQuery(sql, parameters);
    return snapshot.rows(sql, parameters);
  };
  return work(run).finally(() => snapshot.close());
}
