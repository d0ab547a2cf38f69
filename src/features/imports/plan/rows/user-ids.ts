import { query, type Queryable } from '../../../../platform/database/query';
import { join, sql } from '../../../../platform/database/sql';
import { usernameKeyOf } from '../../../users/user.entity';
import { maxUsernameLength } from '../../../users/user-limits';

/** The form in which a username of a file is compared; null for a text that no user can have. */
export function findableKey(username: string): string | null {
  const trimmed = username.trim();
  // Folding a text of millions of characters takes seconds.
  return trimmed.length > maxUsernameLength ? null : usernameKeyOf(trimmed);
}

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
