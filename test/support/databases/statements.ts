import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, Logger } from 'typeorm';

const directCall = new AsyncLocalStorage<boolean>();

/** Records the SQL statements of the data source during `work`. Nothing else may use it at that time. */
export async function countingStatements(
  dataSource: DataSource,
  work: () => Promise<unknown>,
  onStatement = (_sql: string): void => undefined,
): Promise<string[]> {
  const statements: string[] = [];
  const before = dataSource.logger;
  const none = (): void => undefined;
  const logger: Logger = {
    logQuery(sql) {
      statements.push(sql);
      onStatement(sql);
    },
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
  if (statements.length === 0) throw new Error('no statement was seen: TypeORM no longer asks this logger');
  return statements;
}

/** The statements that `work` runs by itself, and not through HTTP; polls may use the data source at the same time. */
export async function countingDirectStatements(
  dataSource: DataSource,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const direct: string[] = [];
  const all = await countingStatements(
    dataSource,
    () => directCall.run(true, work),
    (sql) => {
      if (directCall.getStore()) direct.push(sql);
    },
  );
  if (direct.length === 0) throw new Error(`none of the ${all.length} statements ran in the call itself`);
  return direct;
}
