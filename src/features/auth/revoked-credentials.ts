import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { query, type Queryable } from '../../platform/database/query';
import { join, sql } from '../../platform/database/sql';
import type { CredentialId, CredentialKind } from '../../viewer';
import type { LockMode } from './account-rights';
import { credentialKinds, credentialParts, isRevokedSql, tableOf } from './credentials';

/** By kind. 0 is the id of a credential that is not known. */
function* idsByKind(credentials: readonly CredentialId[]): Iterable<[kind: CredentialKind, ids: readonly number[]]> {
  const parts = [...new Set(credentials)].map(credentialParts);
  for (const kind of credentialKinds) {
    const ids = parts.flatMap(([each, id]) => (each === kind && id > 0 ? id : []));
    if (ids.length > 0) yield [kind, ids];
  }
}

/**
 * Whether one of these access tokens and sessions was revoked. Those that are deleted, a month after their end, count as
 * revoked, because it is no longer known how they ended.
 */
export async function isAnyRevoked(database: Queryable, credentials: readonly CredentialId[]): Promise<boolean> {
  for (const [kind, ids] of idsByKind(credentials)) {
    const [counted] = await query<{ count: number | string }>(
      database,
      sql`SELECT COUNT(*) AS count FROM ${tableOf(kind)} c WHERE c.id IN (${join(ids)}) AND NOT (${isRevokedSql(kind)})`,
    );
    if (Number(counted!.count) < ids.length) return true;
  }
  return false;
}

/** The users who have these access tokens and sessions. */
export async function listUsersOf(database: Queryable, credentials: readonly CredentialId[]): Promise<number[]> {
  const userIds = new Set<number>();
  for (const [kind, ids] of idsByKind(credentials))
    for (const { userId } of await query<{ userId: number }>(
      database,
      sql`SELECT c.userId FROM ${tableOf(kind)} c WHERE c.id IN (${join(ids)})`,
    ))
      userIds.add(userId);
  return [...userIds];
}

/**
 * Locks the rows of users until the transaction ends. Until then they keep their rights, and none of their access tokens
 * and sessions is revoked: see `lockViewer`.
 */
export async function lockUsersRights(
  manager: EntityManager,
  organizationId: number,
  userIds: readonly number[],
  mode: LockMode,
): Promise<void> {
  const { byPrimaryKey, forShare, forUpdate } = dialectOf(manager.connection);
  await query(
    manager,
    sql`SELECT u.id FROM users u${byPrimaryKey} WHERE u.organizationId = ${organizationId} AND u.id IN (${join(userIds)}) ORDER BY u.id${mode === 'SHARED' ? forShare : forUpdate}`,
  );
}
