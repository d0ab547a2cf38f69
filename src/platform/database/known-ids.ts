import type { DataSource } from 'typeorm';
import type { Condition } from './condition';
import { query } from './query';
import { join, raw, sql } from './sql';

const idsAtOnce = 5000;

/** Returns the ids whose row matches the condition. `table` includes its alias. */
export async function knownIds(
  dataSource: DataSource,
  table: `${string} ${string}`,
  condition: Condition,
  ids: readonly number[],
): Promise<Set<number>> {
  const idColumn = raw(`${table.split(' ')[1]}.id`);
  const known = new Set<number>();
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const found = await query<{ id: number }>(
      dataSource,
      sql`SELECT ${idColumn} FROM ${raw(table)} WHERE ${condition.sql} AND ${idColumn} IN (${join(ids.slice(start, start + idsAtOnce))})`,
    );
    for (const { id } of found) known.add(id);
  }
  return known;
}
