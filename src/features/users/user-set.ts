import type { DataSource } from 'typeorm';

/**
 * Which users a figure is wanted of, as SQL over a column with their ids: those of a page by id, those of an export's batch
 * by range. Both are looked up in the covering index, never found by a scan.
 */
export type UserSet = { readonly ids: readonly number[] } | { readonly fromId: number; readonly toId: number };

export const userSetCondition = (column: string, users: UserSet): { sql: string; parameters: number[] } =>
  'ids' in users
    ? { sql: `${column} IN (${users.ids.map(() => '?').join(', ')})`, parameters: [...users.ids] }
    : { sql: `${column} BETWEEN ? AND ?`, parameters: [users.fromId, users.toId] };

/** Runs one statement and gives its rows as arrays: a page's query on the pool, an export's on its snapshot. Name every column differently. */
export type RunRows = (sql: string, parameters: (string | number)[]) => Promise<(string | number | null)[][]>;

export const onPool = (dataSource: DataSource): RunRows => async (sql, parameters) => {
  const rows: Record<string, string | number | null>[] = await dataSource.query(sql, parameters);
  return rows.map((row) => Object.values(row));
};
