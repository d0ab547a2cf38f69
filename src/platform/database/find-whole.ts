import type { EntityManager, ObjectLiteral } from 'typeorm';

/** Reads a row by id with all columns, also those that no list reads. Null if there is none. */
export function findWhole<Row extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => Row,
  id: number,
): Promise<Row | null> {
  const hidden = manager.connection.getMetadata(entity).columns.filter(({ isSelect }) => !isSelect);
  return manager
    .createQueryBuilder(entity, 'j')
    .addSelect(hidden.map(({ propertyName }) => `j.${propertyName}`))
    .where('j.id = :id', { id })
    .getOne();
}
