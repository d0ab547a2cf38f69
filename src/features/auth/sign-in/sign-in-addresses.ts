import type { EntityManager } from 'typeorm';
import { lockLimits } from '../../../platform/database/lock-limits';
import { partsOf } from '../../../platform/database/lock-rows';
import { execute, query, type Queryable } from '../../../platform/database/query';
import { join, type Sql, sql } from '../../../platform/database/sql';
import { foldedAddress } from './accounts';

/** The addresses that decide what changes of users are allowed, because users sign in by them. All are folded. */
export interface SignInAddresses {
  /**
   * By address, the ids of the owner and the admins who have it. Also of accounts that are not ACTIVE: they may become so
   * again.
   */
  readonly reserved: ReadonlyMap<string, readonly number[]>;
  /** By address that several users have, how many of them are ACTIVE. */
  readonly shared: ReadonlyMap<string, number>;
  /** The users whose address was last set by an access token, in a session of the identity provider, or by an undo. */
  readonly unconfirmed: ReadonlySet<number>;
}

export const noAddresses: SignInAddresses = {
  reserved: new Map(),
  shared: new Map(),
  unconfirmed: new Set(),
};

/**
 * Serializes the transactions that change addresses, roles or states of the users of an organization, so that what one
 * reads with `findSignInAddresses` holds until it ends.
 */
export const lockSignInAddresses = (manager: EntityManager, organizationId: number): Promise<void> =>
  lockLimits(manager, [['users', 'email', organizationId]]);

/** `raised` are the users who may become ACTIVE, an admin or the owner, or get permissions: only of their addresses is read whether they are shared or unconfirmed. */
export const findSignInAddresses = async (
  database: Queryable,
  organizationId: number,
  raised: readonly number[] | 'ANY',
): Promise<SignInAddresses> => ({
  reserved: await findReserved(database, organizationId),
  shared: await findShared(database, organizationId, raised),
  unconfirmed: await findUnconfirmed(database, organizationId, raised),
});

async function findReserved(database: Queryable, organizationId: number): Promise<Map<string, number[]>> {
  const rows = await query<{ id: number; email: string }>(
    database,
    sql`SELECT id, email FROM users WHERE organizationId = ${organizationId} AND role IN ('OWNER', 'ADMIN') AND email IS NOT NULL`,
  );
  const reserved = new Map<string, number[]>();
  for (const { id, email } of rows) {
    const key = foldedAddress(email);
    reserved.set(key, [...(reserved.get(key) ?? []), id]);
  }
  return reserved;
}

async function findShared(
  database: Queryable,
  organizationId: number,
  raised: readonly number[] | 'ANY',
): Promise<Map<string, number>> {
  if (raised.length === 0) return new Map();
  const isOfRaised: Sql =
    raised === 'ANY'
      ? sql`emailKey IS NOT NULL`
      : sql`emailKey IN (SELECT emailKey FROM users WHERE organizationId = ${organizationId} AND id IN (${join(raised)}))`;
  const rows = await query<{ emailKey: string; active: number }>(
    database,
    sql`SELECT emailKey, SUM(CASE WHEN status = 'ACTIVE' THEN 1 ELSE 0 END) AS active FROM users WHERE organizationId = ${organizationId} AND ${isOfRaised} GROUP BY emailKey HAVING COUNT(*) > 1`,
  );
  return new Map(rows.map(({ emailKey, active }) => [emailKey, Number(active)]));
}

async function findUnconfirmed(
  database: Queryable,
  organizationId: number,
  raised: readonly number[] | 'ANY',
): Promise<Set<number>> {
  if (raised.length === 0) return new Set();
  const isRaised: Sql = raised === 'ANY' ? sql`1 = 1` : sql`id IN (${join(raised)})`;
  const rows = await query<{ id: number }>(
    database,
    sql`SELECT id FROM users WHERE organizationId = ${organizationId} AND isAddressUnconfirmed = 1 AND ${isRaised}`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Stores whether the addresses of these users were set otherwise than in a session by a link, and not confirmed since. */
export async function markAddresses(
  manager: EntityManager,
  organizationId: number,
  userIds: readonly number[],
  isUnconfirmed: boolean,
): Promise<void> {
  const stored = Number(isUnconfirmed);
  for (const part of partsOf(userIds))
    await execute(
      manager,
      sql`UPDATE users SET isAddressUnconfirmed = ${stored} WHERE organizationId = ${organizationId} AND id IN (${join(part)}) AND isAddressUnconfirmed <> ${stored}`,
    );
}

/** Whether this is the address of an admin or of the owner, other than this user. */
export const isReservedAddress = ({ reserved }: SignInAddresses, email: string, userId: number | null): boolean =>
  (reserved.get(foldedAddress(email)) ?? []).some((id) => id !== userId);

/** Whether another ACTIVE user has the address of this one. */
export const isSharedAddress = ({ shared }: SignInAddresses, email: string, isActive: boolean): boolean =>
  (shared.get(foldedAddress(email)) ?? 0) > (isActive ? 1 : 0);
