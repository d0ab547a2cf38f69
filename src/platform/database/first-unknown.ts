import type { DataSource } from 'typeorm';
import type { Condition } from './condition';
import { placeholders } from './placeholders';

/**
 * The place of the first of these ids that no row of the condition has; -1 where there is none. `table` comes with its
 * alias.
 */
export async function firstUnknown(
  dataSource: DataSource,
  table: `${string} ${string}`,
  { sql, parameters }: Condition,
  ids: readonly number[],
): Promise<number> {
  const alias = table.split(' ')[1];
  for (let start = 0; start < ids.length; start += 5000) {
    const some = ids.slice(start, start + 5000);
    const found: { id: number }[] = await dataSource.query(
      `SELECT ${alias}.id FROM ${table} WHERE ${sql} AND ${alias}.id IN (${placeholders(some)})`,
      [...parameters, ...some],
    );
    const known = new Set(found.map(({ id }) => id));
    const unknown = some.findIndex((id) => !known.has(id));
    if (unknown >= 0) return start + unknown;
  }
  return -1;
}
