import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { unknownId } from '../../../errors';
import { insertRows } from '../../../platform/database/insert-rows';
import { execute, query, type Queryable } from '../../../platform/database/query';
import { join, type Sql, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import { AuditAction } from '../../audit/audit-action';
import { changedDetails } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { revocableScope } from '../credential.policy';
import { assertAllowed } from '../denials';
import { confirmViewer } from '../lock-viewer';
import { checkSession } from '../required-permissions';
import type { LinkedIdentity } from './linked-identity.type';

/** A user at a provider, for whom the provider never uses the subject again. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** A hash, because the subject may be personal. It is only compared. */
const hashOf = ({ issuer, subject }: ProviderIdentity): string =>
  createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');

/** Returns the id of the user that an identity is linked to, or null. */
export async function findLinkedUser(
  database: Queryable,
  organizationId: number,
  identity: ProviderIdentity,
): Promise<number | null> {
  const [row] = await query<{ userId: number }>(
    database,
    sql`SELECT userId FROM linked_identities WHERE organizationId = ${organizationId} AND identityHash = ${hashOf(identity)}`,
  );
  return row?.userId ?? null;
}

export const isLinked = async (database: Queryable, organizationId: number, userId: number): Promise<boolean> =>
  (await listLinks(database, sql`organizationId = ${organizationId} AND userId = ${userId}`)).length > 0;

export const insertLink = (
  manager: EntityManager,
  organizationId: number,
  userId: number,
  identity: ProviderIdentity,
  nowMs: number,
): Promise<void> =>
  insertRows(
    manager,
    'linked_identities',
    ['organizationId', 'userId', 'identityHash', 'linkedAt', 'lastUsedAt'],
    [[organizationId, userId, hashOf(identity), nowMs, nowMs]],
  );

export const noteUseOfLink = (
  manager: EntityManager,
  organizationId: number,
  userId: number,
  nowMs: number,
): Promise<number> =>
  execute(
    manager,
    sql`UPDATE linked_identities SET lastUsedAt = ${nowMs} WHERE organizationId = ${organizationId} AND userId = ${userId}`,
  );

/** Removes the links of these users. Returns the ids of those who had one. */
export async function deleteLinksOf(
  manager: EntityManager,
  organizationId: number,
  userIds: readonly number[],
): Promise<number[]> {
  const ofUsers = sql`organizationId = ${organizationId} AND userId IN (${join(userIds)})`;
  const linked = (await listLinks(manager, ofUsers)).map(({ userId }) => userId);
  if (linked.length > 0) await execute(manager, sql`DELETE FROM linked_identities WHERE ${ofUsers}`);
  return linked;
}

export const listLinkedUsers = async (manager: EntityManager, organizationId: number): Promise<number[]> =>
  (await listLinks(manager, sql`organizationId = ${organizationId}`)).map(({ userId }) => userId);

/** Removes all links of the organization, whose users are locked. Returns their number. */
export const deleteAllLinks = (manager: EntityManager, organizationId: number): Promise<number> =>
  execute(manager, sql`DELETE FROM linked_identities WHERE organizationId = ${organizationId}`);

async function listLinks(database: Queryable, condition: Sql): Promise<(LinkedIdentity & { userId: number })[]> {
  const rows = await query(
    database,
    sql`SELECT id, userId, linkedAt, lastUsedAt FROM linked_identities WHERE ${condition}`,
  );
  return rows.map(({ id, userId, linkedAt, lastUsedAt }) => ({
    id,
    userId,
    linkedAt: new Date(Number(linkedAt)),
    lastUsedAt: new Date(Number(lastUsedAt)),
  }));
}

/** Shows and removes the links between users and identities at the provider of their organization. */
export class LinkedIdentities {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
  ) {}

  async findByUser(organizationId: number, userIds: readonly number[]): Promise<Map<number, LinkedIdentity>> {
    const ofUsers = sql`organizationId = ${organizationId} AND userId IN (${join(userIds)})`;
    return new Map((await listLinks(this.dataSource, ofUsers)).map((link) => [link.userId, link]));
  }

  /**
   * Removes the link of the viewer or, for the owner, of any user of the organization.
   *
   * @throws NOT_FOUND for any other link, FORBIDDEN for an access token.
   */
  async unlink(operation: Operation, idText: string): Promise<LinkedIdentity> {
    const { viewer } = operation;
    assertAllowed(checkSession(viewer, 'Unlinking an identity'));
    const { organizationId, userId } = revocableScope(viewer);
    const ofUser = userId === undefined ? sql`` : sql` AND userId = ${userId}`;
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      const [link] = await listLinks(
        manager,
        sql`id = ${idOf(idText)} AND organizationId = ${organizationId}${ofUser}`,
      );
      const deleted = link && (await execute(manager, sql`DELETE FROM linked_identities WHERE id = ${link.id}`));
      if (!link || deleted === 0) throw unknownId('linked identity', idText);
      const [user] = await query<{ username: string }>(
        manager,
        sql`SELECT u.username FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${link.userId}`,
      );
      await this.auditLog.record(manager, {
        ...doneBy(operation, AuditAction.IDENTITY_UNLINKED),
        details: changedDetails(user?.username ?? '', []),
      });
      return link;
    });
  }
}
