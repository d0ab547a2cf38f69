import { openAppDatabase } from '../app';
import type { Config } from '../config';
import { isActiveAccount } from '../features/auth/accounts';
import { Tokens } from '../features/auth/tokens';
import { LoadError } from '../features/load/read-rows';
import { usernameKeyOf } from '../features/users/user.entity';
import { systemClock } from '../platform/time/clock';

const dayMs = 86_400_000;

/** Prints the token and nothing else. */
export async function token(config: Config, { organization, username, days = '30' }: { organization: string; username: string; days?: string }): Promise<void> {
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new LoadError('--days must be a whole number from 1 to 9999');
  const dataSource = await openAppDatabase(config);
  try {
    const [user] = await dataSource.query(
      `SELECT u.id, u.organizationId, u.status, CASE WHEN ${isActiveAccount} THEN 1 ELSE 0 END AS isActive FROM users u JOIN organizations o ON o.id = u.organizationId WHERE o.slug = ? AND u.usernameKey = ?`,
      [organization, usernameKeyOf(username)],
    );
    if (!user) throw new LoadError(`there is no user "${username}" in an organization "${organization}"`);
    if (!user.isActive) throw new LoadError(`the account "${username}" is ${user.status}: only an ACTIVE account can sign in; have the owner or an admin make it ACTIVE first`);
    process.stdout.write(`${await new Tokens(dataSource, systemClock).issue(user, Number(days) * dayMs)}\n`);
  } finally {
    await dataSource.destroy();
  }
}
