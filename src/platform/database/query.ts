import type { DataSource, EntityManager } from 'typeorm';
import type { Sql } from './sql';

/** Anything that runs statements: the pool, or the connection of a transaction. */
export type Queryable = Pick<DataSource | EntityManager, 'query'>;

/** Runs a statement and returns its rows as objects. */
export const query = <Row = any>(database: Queryable, { text, values }: Sql): Promise<Row[]> =>
  database.query(text, [...values]);

/** Runs an INSERT, UPDATE or DELETE in a transaction and returns the number of affected rows. */
export async function execute(manager: EntityManager, { text, values }: Sql): Promise<number> {
  const runner = manager.queryRunner ?? manager.connection.createQueryRunner();
  try {
    return (await runner.query(text, [...values], true)).affected ?? 0;
  } finally {
    if (!manager.queryRunner) await runner.release();
  }
}
