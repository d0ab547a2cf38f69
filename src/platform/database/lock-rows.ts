import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, raw, sql, type SqlValue } from './sql';

/** MariaDB makes a table of a list with 1000 values or more, and then locks the rows in another order than ORDER BY says. */
const maxLockedAtOnce = 900;

/** Parts of a list of ids, each of which one statement can lock. */
export function* partsOf(ids: readonly number[]): Iterable<readonly number[]> {
  for (let start = 0; start < ids.length; start += maxLockedAtOnce) yield ids.slice(start, start + maxLockedAtOnce);
}

/**
 * Locks rows of the organization until the transaction ends, so that rows read from now on cannot change before they are
 * written. Locks in the order of ids to avoid deadlocks. Returns these columns of the rows that exist.
 */
export async function lockRows(
  manager: EntityManager,
  table: string,
  organizationId: number,
  ids: readonly number[],
  columns: readonly string[] = ['id'],
): Promise<Record<string, SqlValue>[]> {
  const { byPrimaryKey, forUpdate } = dialectOf(manager.connection);
  const rows: Record<string, SqlValue>[] = [];
  for (const part of partsOf([...ids].sort((a, b) => a - b))) {
    const locked = await query<Record<string, SqlValue>>(
      manager,
      sql`SELECT ${raw(columns.join(', '))} FROM ${raw(table)}${byPrimaryKey} WHERE organizationId = ${organizationId} AND id IN (${join(part)}) ORDER BY id${forUpdate}`,
    );
    rows.push(...locked);
  }
  return rows;
}
