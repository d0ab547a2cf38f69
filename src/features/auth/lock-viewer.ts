import type { EntityManager } from 'typeorm';
import { because } from '../../error-reasons';
import { AppError, unauthenticated } from '../../errors';
import { query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';
import { type LockMode, lockUserRights } from './account-rights';
import { credentialParts, isValidSql, tableOf } from './credentials';
import { rightsKey } from './permission-watcher';

/**
 * Locks the row of the viewer's user until the transaction ends, and returns the viewer with their current rights; null
 * if the access token or session has ended, or its account is not ACTIVE.
 *
 * The row guards all that the viewer depends on: a transaction that changes the account, or ends a session or a token of
 * the user, holds it exclusively. So it waits for what was started before, and nothing is written after it. This lock
 * comes before all others, except the locks of settings and addresses, whose holders lock users.
 */
export async function lockViewer(
  manager: EntityManager,
  viewer: Viewer,
  now: Date,
  mode: LockMode = 'SHARED',
): Promise<Viewer | null> {
  const rights = await lockUserRights(manager, viewer, mode);
  if (!rights) return null;
  // Not in the statement that locks: it would read the credential as it was before the wait for the lock.
  const [kind, id] = credentialParts(viewer.credential);
  const [credential] = await query(
    manager,
    sql`SELECT c.id FROM ${tableOf(kind)} c WHERE c.id = ${id} AND c.organizationId = ${viewer.organizationId} AND c.userId = ${viewer.userId} AND ${isValidSql(kind, now.getTime())}`,
  );
  return credential ? { ...viewer, ...rights } : null;
}

/** The rights of the viewer are others than those that a mutation was checked with. */
export class RightsChanged extends AppError {
  constructor(readonly viewer: Viewer) {
    super('CONFLICT', 'Your permissions have just changed. Try again.', because('CHANGED_MEANWHILE'));
  }
}

/**
 * Locks the viewer of a mutation, as `lockViewer` does. Every transaction of a mutation calls it, so that what the viewer
 * was allowed to do before the transaction holds until its end.
 *
 * @throws UNAUTHENTICATED if the access token or session has ended. RightsChanged, after which the mutation is executed
 * again: see `repeatAfterChangedRights`.
 */
export async function confirmViewer(
  manager: EntityManager,
  { viewer, now }: Pick<Operation, 'viewer' | 'now'>,
  mode?: LockMode,
): Promise<void> {
  const current = await lockViewer(manager, viewer, now(), mode);
  if (!current) throw unauthenticated();
  if (rightsKey(current) !== rightsKey(viewer)) throw new RightsChanged(current);
}
