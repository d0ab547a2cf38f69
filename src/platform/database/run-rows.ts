import type { DataSource } from 'typeorm';

/** Runs one statement and gives its rows as arrays: a page's query on the pool, an export's on its snapshot. Name every column differently. */
export type RunRows = (sql: string, parameters: (string | number)[]) => Promise<(string | number | null)[][]>;

export const onPool = (dataSource: DataSource): RunRows => async (sql, parameters) => {
  const rows: Record<string, string | number | null>[] = await dataSource.query(sql, parameters);
  return rows.map((row) => Object.values(row));
};
