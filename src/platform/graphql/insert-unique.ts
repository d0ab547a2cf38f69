import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../error-reasons';
import { conflict } from '../../errors';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { join, raw, sql } from '../database/sql';
import { transact } from '../database/transaction';
import { parseEach } from './input-errors';

/** The keys of new rows, which are unique in an organization. */
interface UniqueKeys {
  readonly table: string;
  readonly column: string;
  readonly organizationId: number;
  readonly keys: readonly string[];
  /** The keys as the client sent them, for error messages. Default: `keys`. */
  readonly texts?: readonly string[];
  /** The path of the argument that contains the key of a row. */
  readonly argumentOf: (index: number) => string;
}

/**
 * Inserts rows in one transaction and relies on the unique key of the database.
 *
 * @throws CONFLICT for each key that already exists or appears twice.
 */
export async function insertUnique<T>(
  dataSource: DataSource,
  rows: UniqueKeys,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const { table, column, organizationId, keys, texts = keys, argumentOf } = rows;
  const seen = new Set<string>();
  refuse((key) => seen.size === seen.add(key).size, 'appears more than once', 'VALUE_REPEATED');
  try {
    return await transact(dataSource, work);
  } catch (error) {
    if (!dialectOf(dataSource).isUniqueViolation(error)) throw error;
    const found = await query<{ taken: string }>(
      dataSource,
      sql`SELECT ${raw(column)} AS taken FROM ${raw(table)} WHERE organizationId = ${organizationId} AND ${raw(column)} IN (${join(keys)})`,
    );
    const taken = new Set(found.map((row) => row.taken));
    refuse((key) => taken.has(key), 'is taken', 'VALUE_TAKEN');
    throw error;
  }

  function refuse(isRefused: (key: string) => boolean, why: string, reason: 'VALUE_REPEATED' | 'VALUE_TAKEN'): void {
    parseEach(keys, (key, index) => {
      const value = texts[index]!;
      if (isRefused(key))
        throw conflict(argumentOf(index), `${JSON.stringify(value)} ${why}.`, because(reason, { value }));
    });
  }
}
