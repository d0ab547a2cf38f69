import { query, type Queryable } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { foldedAddress } from './accounts';

/** The addresses by which the owner and the admins of an organization sign in, folded, with the ids of these users. */
export type ReservedAddresses = ReadonlyMap<string, readonly number[]>;

/** Also of accounts that are not ACTIVE: they may become so again. */
export async function findReservedAddresses(database: Queryable, organizationId: number): Promise<ReservedAddresses> {
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

/** Whether this is the address of an admin or of the owner, other than the user who gets it. */
export const isReservedAddress = (reserved: ReservedAddresses, email: string, userId: number | null): boolean =>
  (reserved.get(foldedAddress(email)) ?? []).some((id) => id !== userId);
