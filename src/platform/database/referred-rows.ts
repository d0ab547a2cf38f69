import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { join, raw, sql } from './sql';

/** Returns which of these rows of the organization a row of another table refers to. */
export async function listReferred(
  manager: EntityManager,
  table: string,
  organizationId: number,
  ids: readonly number[],
): Promise<Set<number>> {
  const referred = new Set<number>();
  if (ids.length === 0) return referred;
  const references = await query<Record<'tableName' | 'columnName', string>>(
    manager,
    dialectOf(manager.connection).listReferences(table),
  );
  for (const { tableName, columnName } of references) {
    const rows = await query<{ id: number }>(
      manager,
      sql`SELECT DISTINCT ${raw(columnName)} AS id FROM ${raw(tableName)} WHERE organizationId = ${organizationId} AND ${raw(columnName)} IN (${join(ids)})`,
    );
    for (const { id } of rows) referred.add(id);
  }
  return referred;
}
