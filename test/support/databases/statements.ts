import type { DataSource, Logger } from 'typeorm';

/** Records the SQL statements of the data source during `work`. Nothing else may use it at that time. */
export async function countingStatements(dataSource: DataSource, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const before = dataSource.logger;
  const none = (): void => undefined;
  const logger: Logger = {
    logQuery: (sql) => void statements.push(sql),
    logQueryError: none,
    logQuerySlow: none,
    logSchemaBuild: none,
    logMigration: none,
    log: none,
  };
  // setOptions() would rebuild the data source; query runners read this field each time.
  Object.assign(dataSource, { logger });
  try {
    await work();
  } finally {
    Object.assign(dataSource, { logger: before });
  }
  if (statements.length === 0) throw new Error('no statement was seen: the logger is not asked any more');
  return statements;
}
