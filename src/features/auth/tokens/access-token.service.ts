import type { DataSource, EntityManager } from 'typeorm';
import { unknownId } from '../../../errors';
import { lockRows } from '../../../platform/database/lock-rows';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import { type AuditLog, type AuditRecord, doneBy } from '../../audit/audit-log';
import { checkRevoke, revocableScope } from '../credential.policy';
import { assertAllowed } from '../denials';
import { confirmViewer } from '../lock-viewer';
import { type Author, describeToken, type Revocations } from '../revocations';
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
    private readonly revocations: Revocations,
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
    const by = doneBy(operation, AuditAction.TOKEN_REVOKED);
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation, 'EXCLUSIVE');
      const revoked = await this.revokeWithin(manager, revocableScope(viewer), id, by);
      if (!revoked) throw unknownId('access token', idText);
      return revoked;
    });
  }

  /** Revokes any token, for the operator. Null if no token has this id. */
  revokeByOperator(id: number): Promise<AccessToken | null> {
    return transact(this.dataSource, (manager) => this.revokeWithin(manager, {}, id));
  }

  private async revokeWithin(
    manager: EntityManager,
    scope: { organizationId?: number; userId?: number },
    id: number,
    by?: Author,
  ): Promise<AccessToken | null> {
    const row = await this.rows.find(manager, scope, id);
    if (!row) return null;
    const { organizationId, userId } = row;
    await lockRows(manager, 'users', organizationId, [userId]);
    await this.revocations.revokeTokens(manager, by ?? { organizationId }, sql`c.id = ${id}`);
    return this.rows.find(manager, scope, id);
  }

  private async record(manager: EntityManager, token: AccessToken, by: Audited): Promise<void> {
    const { organizationId, userId } = token;
    const [user] = await query(
      manager,
      sql`SELECT u.username FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`,
    );
    const details = describeToken(user?.username ?? '', token);
    await this.auditLog.record(manager, { ...by, details });
  }
}
