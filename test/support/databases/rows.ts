import { type DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../../../src/platform/database/dialect';
import { insertRows } from '../../../src/platform/database/insert-rows';
import { execute, query } from '../../../src/platform/database/query';
import { empty, join, raw, Sql, sql, type SqlValue } from '../../../src/platform/database/sql';

// What tests read and change in the tables themselves, because the API neither shows nor allows it. Values are as the
// driver returns them.

/** All must match. Null matches NULL, and a list matches each of its values. */
export type Conditions = Readonly<Record<string, SqlValue | readonly SqlValue[]>>;

/** The pool, or the connection of a transaction. */
type Database = DataSource | EntityManager;

const managerOf = (database: Database): EntityManager =>
  database instanceof EntityManager ? database : database.manager;

const pairs = (values: Readonly<Record<string, SqlValue | Sql>>): Sql =>
  join(Object.entries(values).map(([column, value]) => sql`${raw(column)} = ${value}`));

function where(conditions: Conditions): Sql {
  const parts = Object.entries(conditions).map(([column, value]) => {
    if (value === null) return sql`${raw(column)} IS NULL`;
    return sql`${raw(column)} IN (${join(typeof value === 'object' ? value : [value])})`;
  });
  return parts.length === 0 ? empty : sql`WHERE ${join(parts, ' AND ')}`;
}

/** In the order of their ids. */
export const readRows = (
  dataSource: DataSource,
  table: string,
  conditions: Conditions = {},
  columns: readonly string[] = ['*'],
): Promise<any[]> =>
  query(dataSource, sql`SELECT ${raw(columns.join(', '))} FROM ${raw(table)} ${where(conditions)} ORDER BY id`);

/** The values of one column, in the order of the ids of their rows. */
export const readColumn = async (
  dataSource: DataSource,
  table: string,
  column: string,
  conditions: Conditions = {},
): Promise<any[]> => (await readRows(dataSource, table, conditions, [column])).map((row) => row[column]);

export async function countRows(dataSource: DataSource, table: string, conditions: Conditions = {}): Promise<number> {
  const [row] = await query(dataSource, sql`SELECT COUNT(*) AS n FROM ${raw(table)} ${where(conditions)}`);
  return Number(row.n);
}

/** The time by the clock of the database, by which leases run. */
export async function readNowMs(dataSource: DataSource): Promise<number> {
  const [row] = await query(dataSource, sql`SELECT ${dialectOf(dataSource).nowMs} AS nowMs`);
  return Number(row.nowMs);
}

/** Adds a row and returns its id. */
export async function addRow(
  dataSource: DataSource,
  table: string,
  row: Readonly<Record<string, SqlValue>>,
): Promise<number> {
  await insertRows(dataSource.manager, table, Object.keys(row), [Object.values(row)]);
  // Other rows may be added at the same time.
  const [{ id }] = await query(dataSource, sql`SELECT MAX(id) AS id FROM ${raw(table)} ${where(row)}`);
  return Number(id);
}

/** A change can be an expression: `raw('queuedAt - 1000')`. */
export const changeRows = (
  database: Database,
  table: string,
  conditions: Conditions,
  changes: Readonly<Record<string, SqlValue | Sql>>,
): Promise<number> =>
  execute(managerOf(database), sql`UPDATE ${raw(table)} SET ${pairs(changes)} ${where(conditions)}`);

export const deleteRows = (database: Database, table: string, conditions: Conditions = {}): Promise<number> =>
  execute(managerOf(database), sql`DELETE FROM ${raw(table)} ${where(conditions)}`);

/** Locks these rows of a database server, as a transaction of another program does, until the returned function is called. */
export async function lockRows(
  dataSource: DataSource,
  table: string,
  conditions: Conditions,
): Promise<() => Promise<void>> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await changeRows(runner.manager, table, conditions, { id: raw('id') });
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}

/** Makes every statement on a table fail, until the returned function is called. */
export async function hideTable(dataSource: DataSource, table: string): Promise<() => Promise<unknown>> {
  await dataSource.query(`ALTER TABLE ${table} RENAME TO ${table}_hidden`);
  return () => dataSource.query(`ALTER TABLE ${table}_hidden RENAME TO ${table}`);
}
