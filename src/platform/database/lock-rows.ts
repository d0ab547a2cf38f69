import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, raw, sql } from './sql';

/**
 * Locks rows of the organization until the transaction ends, so that rows read from now on cannot change before they are
 * written. Locks in the order of ids to avoid deadlocks.
 */
export async function lockRows(
  manager: EntityManager,
  table: string,
  organizationId: number,
  ids: readonly number[],
): Promise<void> {
  const { forUpdate } = dialectOf(manager.connection);
  await query(
    manager,
    sql`SELECT id FROM ${raw(table)} WHERE organizationId = ${organizationId} AND id IN (${join(ids)}) ORDER BY id${forUpdate}`,
  );
}
