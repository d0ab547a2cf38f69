import type { DataSource, EntityManager } from 'typeorm';
import { unauthenticated, unknownId } from '../../../errors';
import { deleteInBatches } from '../../../platform/database/delete-in-batches';
import { lockRows } from '../../../platform/database/lock-rows';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import { AuditAction } from '../../audit/audit-action';
import { type AuditLog, type AuditRecord, doneBy } from '../../audit/audit-log';
import { checkRevoke, revocableScope } from '../credential.policy';
import { credentialParts, keptAfterEndMs } from '../credentials';
import { assertAllowed, denial, DenialCode } from '../denials';
import { confirmViewer } from '../lock-viewer';
import { describeSession, type Revocations } from '../revocations';
import { createSecret, hashSecret } from '../secrets';
import { Session } from './session.entity';

interface SessionLifetime {
  /** Time without a request after which a session ends. */
  readonly sessionIdleMs: number;
  /** Time after which a session ends in any case. */
  readonly sessionMs: number;
}

/** Who signs in, and where. */
interface SessionOrigin {
  readonly organizationId: number;
  readonly userId: number;
  /** Whether an identity provider proved who the user is. */
  readonly isFromProvider: boolean;
  readonly address: string | null;
  /** The header `User-Agent`. */
  readonly browser: string | undefined;
}

export interface StartedSession {
  readonly secret: string;
  readonly lifetimeMs: number;
}

const maxBrowserLength = 200;

/** Starts and ends sessions, and records an audit event for each end. */
export class SessionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly lifetime: SessionLifetime,
    private readonly auditLog: AuditLog,
    private readonly revocations: Revocations,
  ) {}

  /** Starts a session with a new secret, in the caller's transaction. */
  async start(
    manager: EntityManager,
    { organizationId, userId, isFromProvider, address, browser }: SessionOrigin,
  ): Promise<StartedSession> {
    const secret = createSecret('ts');
    const createdAt = this.clock.now();
    const after = (ms: number): Date => new Date(createdAt.getTime() + ms);
    await manager.insert(Session, {
      organizationId,
      userId,
      isFromProvider,
      secretHash: hashSecret(secret),
      address,
      browser: browser?.toWellFormed().slice(0, maxBrowserLength) || null,
      createdAt,
      lastUsedAt: createdAt,
      idleEndsAt: after(this.lifetime.sessionIdleMs),
      expiresAt: after(this.lifetime.sessionMs),
      isSignedOut: false,
    });
    return { secret, lifetimeMs: this.lifetime.sessionMs };
  }

  /**
   * Ends a session of the viewer or, for the owner, any session of the organization, and revokes the tokens that were
   * created with it, even if it has ended before. What was started with it ends, too. Idempotent.
   *
   * @throws NOT_FOUND for any other session, FORBIDDEN for a limited access token.
   */
  async revoke(operation: Operation, idText: string): Promise<Session> {
    const { viewer } = operation;
    const id = idOf(idText);
    assertAllowed(checkRevoke(viewer, 'session', id));
    const by = doneBy(operation, AuditAction.SESSION_REVOKED);
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation, 'EXCLUSIVE');
      const revoked = await this.end(manager, revocableScope(viewer), id, by, false);
      if (!revoked) throw unknownId('session', idText);
      await this.revocations.revokeTokens(manager, by, sql`c.parentSessionId = ${id}`);
      return revoked;
    });
  }

  /** Ends the session of the request, but not what was started with it. @throws FORBIDDEN for a request with an access token. */
  async signOut(by: Pick<Operation, 'viewer' | 'address'>): Promise<Session> {
    const [kind, id] = credentialParts(by.viewer.credential);
    if (kind !== 'session')
      throw denial(
        DenialCode.SESSION_REQUIRED,
        'This request has an access token instead of a session. Revoke it with `revokeToken`.',
      );
    const ended = await transact(this.dataSource, (manager) =>
      this.end(manager, {}, id, doneBy(by, AuditAction.SIGNED_OUT), true),
    );
    if (!ended) throw unauthenticated();
    return ended;
  }

  /** Deletes sessions a month after their last possible use. Returns the number of deleted ones. */
  deleteOld(): Promise<number> {
    return deleteInBatches(
      this.dataSource,
      'sessions',
      sql`expiresAt < ${this.clock.now().getTime() - keptAfterEndMs}`,
    );
  }

  private async end(
    manager: EntityManager,
    scope: { readonly organizationId?: number; readonly userId?: number },
    id: number,
    by: Omit<AuditRecord, 'details'>,
    isSignedOut: boolean,
  ): Promise<Session | null> {
    const found = await manager.findOneBy(Session, { ...scope, id });
    if (!found) return null;
    await lockRows(manager, 'users', found.organizationId, [found.userId]);
    const isLeft = isSignedOut ? sql`revokedAt IS NULL` : sql`(revokedAt IS NULL OR isSignedOut = 1)`;
    const changed = await execute(
      manager,
      sql`UPDATE sessions SET revokedAt = COALESCE(revokedAt, ${this.clock.now().getTime()}), isSignedOut = ${Number(isSignedOut)} WHERE id = ${id} AND ${isLeft}`,
    );
    if (changed === 1) await this.auditLog.record(manager, { ...by, details: await detailsOf(manager, found) });
    return manager.findOneBy(Session, { id });
  }
}

/** The details of an audit event about a session. */
async function detailsOf(manager: EntityManager, { id, organizationId, userId }: Session): Promise<Sentence> {
  const [user] = await query<{ username: string }>(
    manager,
    sql`SELECT u.username FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`,
  );
  return describeSession(user?.username ?? '', id);
}
