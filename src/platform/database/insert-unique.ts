import type { DataSource, EntityManager } from 'typeorm';
import { conflict } from '../../errors';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, raw, sql } from './sql';
import { transact } from './transaction';

/** New rows by a key of which an organization has each only once. */
export interface UniqueKeys {
  readonly table: string;
  readonly column: string;
  readonly organizationId: number;
  readonly keys: readonly string[];
  /** How the client named the key of that row. */
  readonly argumentOf: (index: number) => string;
}

/**
 * The transaction that inserts them. CONFLICT names the first whose key is taken; the database's own unique key decides
 * that.
 */
export async function insertUnique<T>(
  dataSource: DataSource,
  rows: UniqueKeys,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const { table, column, organizationId, keys, argumentOf } = rows;
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice >= 0) throw conflict(argumentOf(twice), `${JSON.stringify(keys[twice])} stands here twice.`);
  try {
    return await transact(dataSource, work);
  } catch (error) {
    if (!dialectOf(dataSource).isUniqueViolation(error)) throw error;
    const found = await query<{ taken: string }>(
      dataSource,
      sql`SELECT ${raw(column)} AS taken FROM ${raw(table)} WHERE organizationId = ${organizationId} AND ${raw(column)} IN (${join(keys)})`,
    );
    const taken = new Set(found.map((row) => row.taken));
    const index = keys.findIndex((key) => taken.has(key));
    if (index < 0) throw error;
    throw conflict(argumentOf(index), `${JSON.stringify(keys[index])} is taken.`);
  }
}
