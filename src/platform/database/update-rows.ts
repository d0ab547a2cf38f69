import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { insertRows } from './insert-rows';

/** The columns of an update of many rows. Each row has its id first, then the values of `changed` and of `fixed`. */
export interface UpdatedColumns {
  readonly changed: readonly string[];
  /** Columns with the values that the rows have: the foreign keys without default, because MySQL checks them. */
  readonly fixed: readonly string[];
  /** The other columns without default. */
  readonly required: readonly string[];
}

/**
 * Updates many rows per statement. The rows must exist and be locked: the statement is an INSERT that finds every id
 * taken, which is up to twice as fast as an UPDATE with a join. An INSERT has to name all columns without default; the
 * values of `required` are not stored.
 */
export async function updateRows(
  manager: EntityManager,
  table: string,
  { changed, fixed, required }: UpdatedColumns,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (changed.length === 0) return;
  const unused = required.filter((column) => !changed.includes(column));
  await insertRows(
    manager,
    table,
    ['id', ...changed, ...fixed, ...unused],
    rows,
    dialectOf(manager.connection).replacing(['id'], changed),
    unused.map(() => '0'),
  );
}
