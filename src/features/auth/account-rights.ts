import { effectivePermissions, type Permission, type Role } from './permissions';

/**
 * SQL condition on `users u` for an ACTIVE account. Only ACTIVE accounts sign in, have rights and receive mail, so every
 * query that reads rights must contain it.
 */
export const activeAccountSql = "u.status = 'ACTIVE'";

/** SQL condition on `users u` for the owner of an organization. */
export const ownerAccountSql = `u.role = 'OWNER' AND ${activeAccountSql}`;

export interface Rights {
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}

interface Database {
  query(sql: string, values: unknown[]): Promise<{ role: Role; permissions: string }[]>;
}

/**
 * Returns the current rights of an account, or null if it does not exist or is not ACTIVE. `source` is the FROM and WHERE
 * clause, with the alias `u` for the account. One statement finds the account and reads its rights, so that no transfer
 * of ownership can happen in between.
 */
export async function findRights(
  database: Database,
  source: string,
  values: readonly unknown[],
): Promise<Rights | null> {
  const [account] = await database.query(`SELECT u.role, u.permissions FROM ${source} AND ${activeAccountSql}`, [
    ...values,
  ]);
  return account
    ? {
        role: account.role,
        permissions: effectivePermissions(account.role, JSON.parse(account.permissions) as Permission[]),
      }
    : null;
}

export const findUserRights = (database: Database, organizationId: number, userId: number): Promise<Rights | null> =>
  findRights(database, 'users u WHERE u.organizationId = ? AND u.id = ?', [organizationId, userId]);
