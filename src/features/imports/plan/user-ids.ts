import { query, type Queryable } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';

/** Returns the ids of the organization's users with these keys, by key. */
export async function findUserIds(
  database: Queryable,
  organizationId: number,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const distinct = [...new Set(keys)];
  if (distinct.length === 0) return new Map();
  const rows = await query<{ id: number; usernameKey: string }>(
    database,
    sql`SELECT id, usernameKey FROM users WHERE organizationId = ${organizationId} AND usernameKey IN (${join(distinct)})`,
  );
  return new Map(rows.map(({ id, usernameKey }) => [usernameKey, id]));
}
