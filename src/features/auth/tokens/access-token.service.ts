import type { DataSource, EntityManager } from 'typeorm';
import { unknownId } from '../../../errors';
import { execute, query } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-event.entity';
import { type AuditLog, type AuditRecord, doneBy } from '../../audit/audit-log';
import { checkRevoke, revocableScope } from '../credential.policy';
import { assertAllowed } from '../denials';
import type { AccessToken } from './access-token.entity';
import type { AccessTokenRepository } from './access-token.repository';
import { type AccessTokens, livingFor, type NewToken } from './access-tokens';

export interface CreatedToken {
  /** The token itself, which is never shown again. */
  readonly token: string;
  readonly accessToken: AccessToken;
}

type Audited = Omit<AuditRecord, 'details'>;

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
  async issueByOperator(
    user: { id: number; organizationId: number },
    lifetimeMs: number,
    name: string | null,
  ): Promise<string> {
    const newToken = { name, ...livingFor(lifetimeMs, this.clock) };
    const by = { organizationId: user.organizationId, action: AuditAction.TOKEN_CREATED };
    const created = await transact(this.dataSource, (manager) => this.insert(manager, user, newToken, by));
    return created.token;
  }

  /** Creates a token in the caller's transaction. */
  async insert(
    manager: EntityManager,
    user: { id: number; organizationId: number },
    newToken: NewToken,
    by: Audited,
  ): Promise<CreatedToken> {
    const { token, id } = await this.tokens.insert(manager, user, newToken);
    const accessToken = (await this.rows.find(manager, {}, id))!;
    await this.record(manager, accessToken, by);
    return { token, accessToken };
  }

  /**
   * Revokes a token of the viewer or, for the owner, any token of the organization. Idempotent.
   *
   * @throws NOT_FOUND for any other token, FORBIDDEN for a limited token that would revoke another one.
   */
  async revoke(operation: Operation, idText: string): Promise<AccessToken> {
    const { viewer } = operation;
    const id = idOf(idText);
    assertAllowed(checkRevoke(viewer, 'token', id));
    const by = (): Audited => doneBy(operation, AuditAction.TOKEN_REVOKED);
    const revoked = await this.revokeWithin(revocableScope(viewer), id, by);
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
    by: (row: AccessToken) => Audited,
  ): Promise<AccessToken | null> {
    return transact(this.dataSource, async (manager) => {
      const row = await this.rows.find(manager, scope, id);
      if (!row) return null;
      for (let ids = [id]; ids.length > 0;) {
        for (const each of ids) await this.revokeOne(manager, each, by);
        ids = await listCreatedBy(manager, ids);
      }
      return this.rows.find(manager, scope, id);
    });
  }

  private async revokeOne(manager: EntityManager, id: number, by: (row: AccessToken) => Audited): Promise<void> {
    const changed = await execute(
      manager,
      sql`UPDATE access_tokens SET revokedAt = ${this.clock.now().getTime()} WHERE id = ${id} AND revokedAt IS NULL`,
    );
    if (changed === 0) return;
    const row = (await this.rows.find(manager, {}, id))!;
    await this.record(manager, row, by(row));
  }

  private async record(
    manager: EntityManager,
    { id, organizationId, userId, name, permissions }: AccessToken,
    by: Audited,
  ): Promise<void> {
    const [user] = await query(
      manager,
      sql`SELECT u.username FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`,
    );
    const details = [
      `${JSON.stringify(user?.username ?? '')}: token ${id}`,
      name === null ? '' : ` ${JSON.stringify(name)}`,
      permissions === null ? '' : ` limited to ${permissions.join(', ') || 'own data'}`,
    ];
    await this.auditLog.record(manager, { ...by, details: details.join('') });
  }
}

const listCreatedBy = async (manager: EntityManager, ids: readonly number[]): Promise<number[]> =>
  (await query<{ id: number }>(manager, sql`SELECT id FROM access_tokens WHERE parentId IN (${join(ids)})`)).map(
    ({ id }) => id,
  );
