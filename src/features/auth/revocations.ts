import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { partsOf } from '../../platform/database/lock-rows';
import { execute, query } from '../../platform/database/query';
import { join, type Sql, sql } from '../../platform/database/sql';
import type { Clock } from '../../platform/time/clock';
import type { Sentence } from '../../sentences';
import type { CredentialId, CredentialKind } from '../../viewer';
import { AuditAction } from '../audit/audit-action';
import { changedDetails, details } from '../audit/audit-details';
import type { AuditLog, AuditRecord } from '../audit/audit-log';
import { credentialParts, isValidSql, tableOf } from './credentials';
import { deleteLinksOf } from './single-sign-on/linked-identities';

/** Who causes an end, for the audit log. */
export type Author = Omit<AuditRecord, 'action' | 'details'>;

interface StoredToken {
  readonly id: number;
  readonly userId: number;
  readonly name: string | null;
  /** JSON array. */
  readonly permissions: string | null;
  readonly revokedAt: number | string | null;
}

/** Ends what users sign in with, in the transaction of the cause. Records an audit event for each. */
export class Revocations {
  constructor(
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Revokes the tokens `c` of the organization that match, and the tokens that were created with them. The caller has
   * locked their users, so that a creation is either over or finds that what creates the token has ended. Returns the
   * number of revoked tokens.
   */
  async revokeTokens(manager: EntityManager, by: Author, condition: Sql): Promise<number> {
    let count = 0;
    for (let matching = condition; ;) {
      const rows = await query<StoredToken>(
        manager,
        sql`SELECT c.id, c.userId, c.name, c.permissions, c.revokedAt FROM access_tokens c
           WHERE c.organizationId = ${by.organizationId} AND ${matching} ORDER BY c.id${dialectOf(manager.connection).forUpdate}`,
      );
      if (rows.length === 0) return count;
      const valid = rows.filter(({ revokedAt }) => revokedAt === null);
      await this.end(manager, { ...by, action: AuditAction.TOKEN_REVOKED }, 'token', valid, (token, username) =>
        describeToken(username, { ...token, permissions: token.permissions && JSON.parse(token.permissions) }),
      );
      count += valid.length;
      matching = sql`c.parentId IN (${join(rows.map(({ id }) => id))})`;
    }
  }

  /** Ends the sessions and tokens of users, and removes their links to identities. The caller has locked the users. */
  async endAll(manager: EntityManager, by: Author, userIds: readonly number[]): Promise<void> {
    const nowMs = this.clock.now().getTime();
    for (const part of partsOf(userIds)) {
      const ofUsers = sql`c.userId IN (${join(part)})`;
      await this.revokeTokens(manager, by, sql`${ofUsers} AND ${isValidSql('token', nowMs)}`);
      await this.endSessionsOf(manager, by, ofUsers);
      const unlinked = await deleteLinksOf(manager, by.organizationId, part);
      if (unlinked.length === 0) continue;
      const byId = await this.usernames(manager, by, unlinked);
      await this.auditLog.recordEach(
        manager,
        { ...by, action: AuditAction.IDENTITY_UNLINKED },
        unlinked.map((id) => changedDetails(byId.get(id) ?? '', [])),
      );
    }
  }

  /** Ends the sessions of users. The caller has locked the users. */
  async endSessions(manager: EntityManager, by: Author, userIds: readonly number[]): Promise<void> {
    for (const part of partsOf(userIds)) await this.endSessionsOf(manager, by, sql`c.userId IN (${join(part)})`);
  }

  /** The users with a session that an identity provider has signed in to, or a token that was created in one. */
  async listUsersFromProvider(manager: EntityManager, organizationId: number): Promise<number[]> {
    const nowMs = this.clock.now().getTime();
    const ofKind = (kind: CredentialKind): Sql =>
      sql`SELECT c.userId FROM ${tableOf(kind)} c WHERE c.organizationId = ${organizationId} AND c.isFromProvider = 1 AND ${isValidSql(kind, nowMs)}`;
    const rows = await query<{ userId: number }>(manager, sql`${ofKind('session')} UNION ${ofKind('token')}`);
    return rows.map(({ userId }) => userId);
  }

  /**
   * Ends the sessions of users that an identity provider has signed in to, except the one of the request, and revokes the
   * tokens that were created in them. The caller has locked the users. Returns the numbers of both.
   */
  async endFromProvider(
    manager: EntityManager,
    by: Author,
    userIds: readonly number[],
    except: CredentialId,
  ): Promise<{ sessions: number; tokens: number }> {
    const [, sessionId] = credentialParts(except);
    const ended = { sessions: 0, tokens: 0 };
    for (const part of partsOf(userIds)) {
      const ofUsers = sql`c.userId IN (${join(part)}) AND c.isFromProvider = 1`;
      ended.tokens += await this.revokeTokens(
        manager,
        by,
        sql`${ofUsers} AND c.parentId IS NULL AND (c.parentSessionId IS NULL OR c.parentSessionId <> ${sessionId}) AND ${isValidSql('token', this.clock.now().getTime())}`,
      );
      ended.sessions += await this.endSessionsOf(manager, by, sql`${ofUsers} AND c.id <> ${sessionId}`);
    }
    return ended;
  }

  private async endSessionsOf(manager: EntityManager, by: Author, condition: Sql): Promise<number> {
    const sessions = await query<{ id: number; userId: number }>(
      manager,
      sql`SELECT c.id, c.userId FROM sessions c WHERE c.organizationId = ${by.organizationId} AND ${condition} AND ${isValidSql('session', this.clock.now().getTime())} ORDER BY c.id${dialectOf(manager.connection).forUpdate}`,
    );
    // What a thief has started ends, also if they have signed out since.
    await execute(
      manager,
      sql`UPDATE sessions AS c SET isSignedOut = 0 WHERE c.organizationId = ${by.organizationId} AND ${condition} AND c.isSignedOut = 1`,
    );
    const ended = { ...by, action: AuditAction.SESSION_REVOKED };
    await this.end(manager, ended, 'session', sessions, ({ id }, username) => describeSession(username, id));
    return sessions.length;
  }

  private async end<Row extends { readonly id: number; readonly userId: number }>(
    manager: EntityManager,
    by: Omit<AuditRecord, 'details'>,
    kind: CredentialKind,
    rows: readonly Row[],
    describe: (row: Row, username: string) => Sentence,
  ): Promise<void> {
    if (rows.length === 0) return;
    await execute(
      manager,
      sql`UPDATE ${tableOf(kind)} SET revokedAt = ${this.clock.now().getTime()} WHERE id IN (${join(rows.map(({ id }) => id))}) AND revokedAt IS NULL`,
    );
    const usernames = await this.usernames(
      manager,
      by,
      rows.map(({ userId }) => userId),
    );
    await this.auditLog.recordEach(
      manager,
      by,
      rows.map((row) => describe(row, usernames.get(row.userId) ?? '')),
    );
  }

  private async usernames(
    manager: EntityManager,
    { organizationId }: Pick<Author, 'organizationId'>,
    userIds: readonly number[],
  ): Promise<Map<number, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await query<{ id: number; username: string }>(
      manager,
      sql`SELECT id, username FROM users WHERE organizationId = ${organizationId} AND id IN (${join([...new Set(userIds)])})`,
    );
    return new Map(rows.map(({ id, username }) => [id, username]));
  }
}

/** The details of an audit event about a session. */
export const describeSession = (username: string, id: number): Sentence => details('SESSION', { username, id });

/** The details of an audit event about a token. */
export function describeToken(
  username: string,
  { id, name, permissions }: Pick<StoredToken, 'id' | 'name'> & { readonly permissions: readonly string[] | null },
): Sentence {
  const token = { username, id, name: name ?? '' };
  return permissions === null ? details('TOKEN', token) : details('LIMITED_TOKEN', { ...token, permissions });
}
