import { type EntityManager, In } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { empty, raw, sql } from '../../platform/database/sql';
import type { ReferenceItem, ReferenceKind } from './reference-kinds';

/** A part to be inserted. Key and position are those of custom properties. */
export interface NewReferenceItem {
  readonly name: string;
  readonly key?: string;
  readonly position?: number;
}

/**
 * All parts of the kind, in the order of ids. Keeps the organization until the transaction ends: nobody else changes
 * its parts meanwhile, so that what is counted and compared here holds. To be called first in its transaction.
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

/** Returns the ids, in the order given. */
export async function insertReferenceItems(
  manager: EntityManager,
  { table }: Pick<ReferenceKind, 'table'>,
  organizationId: number,
  parts: readonly NewReferenceItem[],
): Promise<number[]> {
  const isProperty = table === 'custom_properties';
  const columns = isProperty ? ['organizationId', 'name', 'propertyKey', 'position'] : ['organizationId', 'name'];
  await insertRows(
    manager,
    table,
    columns,
    parts.map(({ name, key, position }) =>
      isProperty ? [organizationId, name, key, position] : [organizationId, name],
    ),
  );
  const rows: { id: number; uniqueText: string }[] = await query(
    manager,
    sql`SELECT id, ${raw(isProperty ? 'propertyKey' : 'name')} AS uniqueText FROM ${raw(table)} WHERE organizationId = ${organizationId}`,
  );
  const ids = new Map(rows.map((row) => [row.uniqueText, row.id]));
  return parts.map(({ name, key }) => ids.get(isProperty ? key! : name)!);
}

export async function updateReferenceItem(
  manager: EntityManager,
  { table }: Pick<ReferenceKind, 'table'>,
  part: ReferenceItem,
): Promise<void> {
  const { id, organizationId, name, archivedAt } = part;
  const position = 'position' in part ? sql`, position = ${part.position}` : empty;
  await execute(
    manager,
    sql`UPDATE ${raw(table)} SET name = ${name}, archivedAt = ${archivedAt?.getTime() ?? null}${position} WHERE organizationId = ${organizationId} AND id = ${id}`,
  );
}

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
