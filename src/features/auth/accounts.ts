import { effectivePermissions, type Permission, type Role } from './permissions';

/**
 * The SQL condition on `users u` for an account that counts: only ACTIVE ones sign in, hold rights and get mail. Every
 * query that reads rights contains it.
 */
export const isActiveAccount = "u.status = 'ACTIVE'";

/** The SQL condition on `users u` for the owner of an organization. */
export const isOwnerAccount = `u.role = 'OWNER' AND ${isActiveAccount}`;

export interface Rights {
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}

interface Database {
  query(sql: string, values: unknown[]): Promise<{ role: Role; permissions: string }[]>;
}

/**
 * What a person may do now; null when the account is gone or is not ACTIVE. `source` is the FROM clause with its WHERE,
 * and names the account `u`: one statement, so that a transfer of ownership cannot come between finding the person and
 * reading the rights.
 */
export async function findRights(
  database: Database,
  source: string,
  values: readonly unknown[],
): Promise<Rights | null> {
  const [account] = await database.query(`SELECT u.role, u.permissions FROM ${source} AND ${isActiveAccount}`, [
    ...values,
  ]);
  return account
    ? {
        role: account.role,
        permissions: effectivePermissions(account.role, JSON.parse(account.permissions) as Permission[]),
      }
    : null;
}

export const findRightsOf = (database: Database, organizationId: number, userId: number): Promise<Rights | null> =>
  findRights(database, 'users u WHERE u.organizationId = ? AND u.id = ?', [organizationId, userId]);
