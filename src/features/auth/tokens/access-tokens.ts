import type { DataSource, EntityManager } from 'typeorm';
import { deleteInBatches } from '../../../platform/database/delete-in-batches';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Clock } from '../../../platform/time/clock';
import { keptAfterEndMs } from '../credentials';
import type { PermissionLimit } from '../permissions';
import { createSecret, hashSecret } from '../secrets';
import { AccessToken } from './access-token.entity';

export interface NewToken {
  readonly name?: string | null;
  /** Absent: now. */
  readonly createdAt?: Date;
  readonly expiresAt: Date;
  readonly permissions?: PermissionLimit;
  /** The token that created this one. */
  readonly parentId?: number | null;
  /** The session that created this one. */
  readonly parentSessionId?: number | null;
  /** Whether an identity provider signed in to that session, or to the one of the token that created this one. */
  readonly isFromProvider?: boolean;
}

/** The instants of a token that is created now. Both are made from one reading of the clock. */
export function livingFor(lifetimeMs: number, clock: Clock): NewToken {
  const createdAt = clock.now();
  return { createdAt, expiresAt: new Date(createdAt.getTime() + lifetimeMs) };
}

/** Creates access tokens, which programs send as `Authorization: Bearer TOKEN`. */
export class AccessTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Creates a token without a limit. Returns the token itself, which cannot be retrieved later. */
  async issue(user: { id: number; organizationId: number }, lifetimeMs: number): Promise<string> {
    const newToken = livingFor(lifetimeMs, this.clock);
    return (await transact(this.dataSource, (manager) => this.insert(manager, user, newToken))).token;
  }

  /** Deletes tokens a month after their end. Returns the number of deleted ones. */
  deleteOld(): Promise<number> {
    const beforeMs = this.clock.now().getTime() - keptAfterEndMs;
    return deleteInBatches(this.dataSource, 'access_tokens', sql`(expiresAt < ${beforeMs} OR revokedAt < ${beforeMs})`);
  }

  /** Creates a token in the caller's transaction. */
  async insert(
    manager: EntityManager,
    user: { id: number; organizationId: number },
    newToken: NewToken,
  ): Promise<{ token: string; id: number }> {
    const { name = null, createdAt = this.clock.now(), expiresAt, permissions = null } = newToken;
    const { parentId = null, parentSessionId = null, isFromProvider = false } = newToken;
    const token = createSecret('tp');
    const { identifiers } = await manager.insert(AccessToken, {
      organizationId: user.organizationId,
      userId: user.id,
      tokenHash: hashSecret(token),
      name,
      ending: token.slice(-4),
      createdAt,
      expiresAt,
      permissions: permissions && [...permissions],
      parentId,
      parentSessionId,
      isFromProvider,
    });
    return { token, id: identifiers[0]!.id as number };
  }
}
