import type { DataSource } from 'typeorm';
import type { Condition } from './condition';
import { query } from './query';
import { join, raw, sql } from './sql';

/**
 * Returns the index of the first id for which no row matches the condition, or -1. `table` includes its alias.
 */
export async function firstUnknown(
  dataSource: DataSource,
  table: `${string} ${string}`,
  condition: Condition,
  ids: readonly number[],
): Promise<number> {
  const idColumn = raw(`${table.split(' ')[1]}.id`);
  for (let start = 0; start < ids.length; start += 5000) {
    const some = ids.slice(start, start + 5000);
    const found = await query<{ id: number }>(
      dataSource,
      sql`SELECT ${idColumn} FROM ${raw(table)} WHERE ${condition.sql} AND ${idColumn} IN (${join(some)})`,
    );
    const known = new Set(found.map(({ id }) => id));
    const unknown = some.findIndex((id) => !known.has(id));
    if (unknown >= 0) return start + unknown;
  }
  return -1;
}
