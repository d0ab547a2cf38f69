import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { placeholders } from './placeholders';

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
  const marks = placeholders(ids);
  await manager.query(
    `SELECT id FROM ${table} WHERE organizationId = ? AND id IN (${marks}) ORDER BY id${dialectOf(manager.connection).forUpdate}`,
    [organizationId, ...ids],
  );
}
