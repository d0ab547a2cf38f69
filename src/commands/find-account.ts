import type { DataSource } from 'typeorm';
import { activeAccountSql } from '../features/auth/account-rights';
import { LoadError } from '../features/load/load-error';
import { usernameKeyOf } from '../features/users/user.entity';
import { query } from '../platform/database/query';
import { sql } from '../platform/database/sql';

/** @throws LoadError unless it is an ACTIVE account. */
export async function findAccount(
  dataSource: DataSource,
  organization: string,
  username: string,
): Promise<{ id: number; organizationId: number }> {
  const [user] = await query(
    dataSource,
    sql`SELECT u.id, u.organizationId, u.status, CASE WHEN ${activeAccountSql} THEN 1 ELSE 0 END AS isActive FROM users u JOIN organizations o ON o.id = u.organizationId WHERE o.slug = ${organization} AND u.usernameKey = ${usernameKeyOf(username)}`,
  );
  if (!user) throw new LoadError(`the organization "${organization}" does not exist or has no user "${username}"`);
  if (!user.isActive)
    throw new LoadError(
      `the account "${username}" is ${user.status}: only an ACTIVE account can sign in; the owner or an admin can change its status`,
    );
  return user;
}
