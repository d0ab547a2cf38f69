import { type EntityManager, In } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { join, raw, sql } from '../../platform/database/sql';
import type { ReferenceItem, ReferenceKind } from './reference-kinds';

/** A location, team, plan or custom property to insert. Only custom properties have a key. */
export interface NewReferenceItem {
  readonly name: string;
  readonly key?: string;
  readonly position: number;
}

/**
 * Locks the organization's row, so that no other transaction changes its reference data, and returns all items of the
 * kind by id.
 */
export async function lockReferenceItems<Row extends ReferenceItem>(
  manager: EntityManager,
  { entity }: ReferenceKind<Row>,
  organizationId: number,
): Promise<Row[]> {
  await query(
    manager,
    sql`SELECT id FROM organizations WHERE id = ${organizationId}${dialectOf(manager.connection).forUpdate}`,
  );
  return (await manager.find<ReferenceItem>(entity, { where: { organizationId }, order: { id: 'ASC' } })) as Row[];
}

/** Inserts items. Returns their ids in the same order. */
export async function insertReferenceItems(
  manager: EntityManager,
  { table }: Pick<ReferenceKind, 'table'>,
  organizationId: number,
  items: readonly NewReferenceItem[],
): Promise<number[]> {
  const isProperty = table === 'custom_properties';
  await insertRows(
    manager,
    table,
    ['organizationId', 'name', 'position', ...(isProperty ? ['propertyKey'] : [])],
    items.map(({ name, key, position }) => [organizationId, name, position, ...(isProperty ? [key] : [])]),
  );
  const rows: { id: number; uniqueText: string }[] = await query(
    manager,
    sql`SELECT id, ${raw(isProperty ? 'propertyKey' : 'name')} AS uniqueText FROM ${raw(table)} WHERE organizationId = ${organizationId}`,
  );
  const ids = new Map(rows.map((row) => [row.uniqueText, row.id]));
  return items.map(({ name, key }) => ids.get(isProperty ? key! : name)!);
}

/** Writes the columns that changed, if any. */
export async function updateReferenceItem(
  manager: EntityManager,
  { table }: Pick<ReferenceKind, 'table'>,
  before: ReferenceItem,
  after: ReferenceItem,
): Promise<void> {
  const [oldValues, newValues] = [storedValues(before), storedValues(after)];
  const changed = Object.keys(newValues).filter((column) => newValues[column] !== oldValues[column]);
  if (changed.length === 0) return;
  const assignments = changed.map((column) => sql`${raw(column)} = ${newValues[column] ?? null}`);
  await execute(
    manager,
    sql`UPDATE ${raw(table)} SET ${join(assignments)} WHERE organizationId = ${after.organizationId} AND id = ${after.id}`,
  );
}

const storedValues = (item: ReferenceItem): Record<string, string | number | null> => ({
  name: item.name,
  archivedAt: item.archivedAt?.getTime() ?? null,
  position: item.position,
});

export const listReferenceItemsByIds = async <Row extends ReferenceItem>(
  manager: EntityManager,
  { entity }: ReferenceKind<Row>,
  organizationId: number,
  ids: readonly number[],
): Promise<Row[]> => {
  const rows = (await manager.find<ReferenceItem>(entity, { where: { organizationId, id: In(ids) } })) as Row[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)!);
};
