import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, raw, sql } from './sql';

/**
 * Waits until nobody else is changing these rows of the organization, and keeps them until the transaction ends: what
 * is read of them from now on is what will be changed. In the order of ids, so that no two wait for each other in a
 * circle.
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
