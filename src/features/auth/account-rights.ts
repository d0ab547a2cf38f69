import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { query, type Queryable } from '../../platform/database/query';
import { empty, raw, type Sql, sql } from '../../platform/database/sql';
import type { Viewer } from '../../viewer';
import { limitedRights, type Permission, type PermissionLimit, type Rights, type Role } from './permissions';

/**
 * SQL condition on `users u` for an ACTIVE account. Only ACTIVE accounts sign in, have rights and receive mail, so every
 * query that reads rights must contain it.
 */
export const activeAccountSql = sql`u.status = 'ACTIVE'`;

/** SQL condition on `users u` for the owner of an organization. */
export const ownerAccountSql = sql`u.role = 'OWNER' AND ${activeAccountSql}`;

/**
 * Returns the current rights of an account, or null if it does not exist or is not ACTIVE. `source` is the FROM and WHERE
 * clause, with the alias `u` for the account, and `lock` what follows them. One statement finds the account and reads its
 * rights, so that no transfer of ownership can happen in between.
 */
async function findRights(
  database: Queryable,
  source: Sql,
  limit: PermissionLimit,
  lock: Sql = empty,
): Promise<Rights | null> {
  const [account] = await query<{ role: Role; permissions: string }>(
    database,
    sql`SELECT u.role, u.permissions FROM ${source} AND ${activeAccountSql}${lock}`,
  );
  if (!account) return null;
  return limitedRights(account.role, JSON.parse(account.permissions) as Permission[], limit);
}

/** A user who acts, or for whom a worker acts, with the session or within the limit of the access token. */
export type Actor = Pick<Viewer, 'organizationId' | 'userId' | 'permissionLimit' | 'credential' | 'isFromProvider'>;

export const findUserRights = (
  database: Queryable,
  { organizationId, userId, permissionLimit }: Actor,
): Promise<Rights | null> =>
  findRights(database, sql`users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`, permissionLimit);

/**
 * SHARED lets other transactions of the same user go on. EXCLUSIVE is for those that also change the user: two that hold
 * the shared lock would wait for each other.
 */
export type LockMode = 'SHARED' | 'EXCLUSIVE';

/** Like `findUserRights`. The account keeps the rights until the transaction ends. */
export function lockUserRights(
  manager: EntityManager,
  { organizationId, userId, permissionLimit }: Actor,
  mode: LockMode,
): Promise<Rights | null> {
  const { byPrimaryKey, forShare, forUpdate } = dialectOf(manager.connection);
  return findRights(
    manager,
    sql`users u${byPrimaryKey} WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`,
    permissionLimit,
    mode === 'SHARED' ? forShare : forUpdate,
  );
}

/**
 * The current rights of the user who requested a job, a row of `table`; or null. Read together with the requester,
 * because a transfer of ownership may hand a running job over. The limit of an access token is not among them: it was
 * checked when the job was started.
 */
export const findRequesterRights = (database: Queryable, table: string, id: number): Promise<Rights | null> =>
  findRights(
    database,
    sql`${raw(table)} j JOIN users u ON u.organizationId = j.organizationId AND u.id = j.requestedById WHERE j.id = ${id}`,
    null,
  );
