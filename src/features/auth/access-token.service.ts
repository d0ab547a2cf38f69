import type { DataSource, EntityManager } from 'typeorm';
import { unknownId } from '../../errors';
import { execute, query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import { AuditAction } from '../audit/audit-event.entity';
import { type AuditLog, type AuditRecord, doneBy } from '../audit/audit-log';
import type { AccessToken } from './access-token.entity';
import type { AccessTokenRepository } from './access-token.repository';
import type { AccessTokens } from './access-tokens';
import { Role } from './permissions';

/** Creates and revokes access tokens, and records an audit event for each. */
export class AccessTokenService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
    private readonly rows: AccessTokenRepository,
    private readonly auditLog: AuditLog,
  ) {}

  /** Creates a token for the operator. Returns the token itself, which is never shown again. */
  issueByOperator(
    user: { id: number; organizationId: number },
    lifetimeMs: number,
    name: string | null,
  ): Promise<string> {
    return transact(this.dataSource, async (manager) => {
      const { token, id } = await this.tokens.insert(manager, user, lifetimeMs, name);
      await this.record(manager, (await this.rows.find(manager, {}, id))!, {
        organizationId: user.organizationId,
        action: AuditAction.TOKEN_CREATED,
      });
      return token;
    });
  }

  /**
   * Revokes a token of the viewer or, for the owner, any token of the organization. Idempotent.
   *
   * @throws NOT_FOUND for any other token.
   */
  async revoke(operation: Operation, idText: string): Promise<AccessToken> {
    const { organizationId, userId, role } = operation.viewer;
    const scope = role === Role.OWNER ? { organizationId } : { organizationId, userId };
    const revoked = await this.revokeWithin(scope, idOf(idText), () => doneBy(operation, AuditAction.TOKEN_REVOKED));
    if (!revoked) throw unknownId('access token', idText);
    return revoked;
  }

  /** Revokes any token, for the operator. Null if no token has this id. */
  revokeByOperator(id: number): Promise<AccessToken | null> {
    return this.revokeWithin({}, id, ({ organizationId }) => ({ organizationId, action: AuditAction.TOKEN_REVOKED }));
  }

  private revokeWithin(
    scope: { organizationId?: number; userId?: number },
    id: number,
    by: (row: AccessToken) => Omit<AuditRecord, 'details'>,
  ): Promise<AccessToken | null> {
    return transact(this.dataSource, async (manager) => {
      const row = await this.rows.find(manager, scope, id);
      if (!row) return null;
      const changed = await execute(
        manager,
        sql`UPDATE access_tokens SET revokedAt = ${this.clock.now().getTime()} WHERE id = ${id} AND revokedAt IS NULL`,
      );
      if (changed === 1) await this.record(manager, row, by(row));
      return this.rows.find(manager, scope, id);
    });
  }

  private async record(
    manager: EntityManager,
    { id, organizationId, userId, name }: AccessToken,
    by: Omit<AuditRecord, 'details'>,
  ): Promise<void> {
    const [user] = await query(
      manager,
      sql`SELECT u.username FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`,
    );
    await this.auditLog.record(manager, {
      ...by,
      details: `${JSON.stringify(user?.username ?? '')}: token ${id}${name === null ? '' : ` ${JSON.stringify(name)}`}`,
    });
  }
}
