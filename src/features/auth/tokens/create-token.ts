import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, badInput, unauthenticated } from '../../../errors';
import { lockLimits } from '../../../platform/database/lock-limits';
import { query } from '../../../platform/database/query';
import { findRetryAfter, type RateLimit } from '../../../platform/database/rate-limit';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { checkAll, parseEach } from '../../../platform/graphql/input-errors';
import { visibleText } from '../../../platform/graphql/input-text';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { doneBy } from '../../audit/audit-log';
import { credentialParts, isValidSql, tableOf } from '../credentials';
import { confirmViewer } from '../lock-viewer';
import type { Permission, PermissionLimit } from '../permissions';
import { type CreateTokenInput, maxTokenNameLength } from './access-token.inputs';
import type { AccessTokenService, CreatedToken } from './access-token.service';
import type { NewToken } from './access-tokens';

/** As many as one list shows. */
const maxTokens = 100;
/** More would only be created and revoked in turn, by a program that does not keep its token. */
const creations: RateLimit = { max: 200, windowMs: 3_600_000 };

/** Creates tokens for the viewer, which can do no more than the request that creates them. */
export class TokenCreation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly tokens: AccessTokenService,
    private readonly maxLifetimeMs: number,
  ) {}

  /** @throws BAD_USER_INPUT, LIMIT_REACHED, or UNAUTHENTICATED if the account or the token of the request has ended. */
  async create(operation: Operation, input: CreateTokenInput): Promise<CreatedToken> {
    const { viewer } = operation;
    const { name, expiresAt, permissions } = checkAll({
      name: () => visibleText('input.name', input.name, maxTokenNameLength),
      expiresAt: () => this.validEnd(input.expiresAt),
      permissions: () => limitOf(viewer, input.permissions ?? null),
    });
    return transact(this.dataSource, async (manager) => {
      // Also lets a revocation include the new token: it waits for this transaction.
      await confirmViewer(manager, operation);
      // So that each creation of a user sees the tokens of those before.
      await lockLimits(manager, [['access_tokens', viewer.organizationId, viewer.userId]]);
      const parent = await this.parentOf(manager, viewer, expiresAt);
      await this.assertFewTokens(manager, viewer);
      await this.assertFewCreations(manager, viewer);
      return this.tokens.insert(
        manager,
        { id: viewer.userId, organizationId: viewer.organizationId },
        { name, expiresAt, permissions, ...parent },
        doneBy(operation, AuditAction.TOKEN_CREATED),
      );
    });
  }

  private validEnd(expiresAt: Date): Date {
    const lifetimeMs = expiresAt.getTime() - this.clock.now().getTime();
    if (lifetimeMs <= 0)
      throw badInput('input.expiresAt', '`input.expiresAt` must be in the future.', because('EXPIRY_PAST'));
    if (lifetimeMs > this.maxLifetimeMs)
      throw badInput(
        'input.expiresAt',
        `\`input.expiresAt\` must be within the next ${this.maxLifetimeMs / 86_400_000} days.`,
        because('EXPIRY_TOO_LATE', { days: this.maxLifetimeMs / 86_400_000 }),
      );
    return expiresAt;
  }

  /** What creates the token: the token or session of the request. */
  private async parentOf(
    manager: EntityManager,
    { credential, isFromProvider }: Viewer,
    expiresAt: Date,
  ): Promise<Pick<NewToken, 'parentId' | 'parentSessionId' | 'isFromProvider'>> {
    const [kind, id] = credentialParts(credential);
    const [parent] = await query<{ expiresAt: number | string }>(
      manager,
      sql`SELECT c.expiresAt FROM ${tableOf(kind)} c WHERE c.id = ${id}`,
    );
    if (!parent) throw unauthenticated();
    if (kind === 'session') return { parentSessionId: id, isFromProvider };
    if (expiresAt.getTime() > Number(parent.expiresAt))
      throw badInput(
        'input.expiresAt',
        `\`input.expiresAt\` must not be after ${new Date(Number(parent.expiresAt)).toISOString()}, when the token of this request expires.`,
        because('EXPIRY_AFTER_PARENT', { end: new Date(Number(parent.expiresAt)).toISOString() }),
      );
    return { parentId: id, isFromProvider };
  }

  private async assertFewTokens(manager: EntityManager, { organizationId, userId }: Viewer): Promise<void> {
    const [{ count }] = (await query<{ count: number | string }>(
      manager,
      sql`SELECT COUNT(*) AS count FROM access_tokens c WHERE c.organizationId = ${organizationId} AND c.userId = ${userId} AND ${isValidSql('token', this.clock.now().getTime())}`,
    )) as [{ count: number | string }];
    if (Number(count) >= maxTokens)
      throw new AppError(
        'LIMIT_REACHED',
        `You already have ${maxTokens} valid access tokens, the maximum. Revoke some with \`revokeToken\`.`,
        because('COUNT_LIMIT', { max: maxTokens }),
      );
  }

  private async assertFewCreations(manager: EntityManager, { organizationId, userId }: Viewer): Promise<void> {
    const ofUser = sql`organizationId = ${organizationId} AND userId = ${userId}`;
    const retryAfter = await findRetryAfter(manager, 'access_tokens', ofUser, creations, this.clock.now(), 'createdAt');
    if (retryAfter !== null)
      throw new AppError(
        'LIMIT_REACHED',
        `You have created ${creations.max} access tokens within an hour, the maximum. ` +
          `Try again in ${Math.ceil(retryAfter / 60)} minutes.`,
        { retryAfter, ...because('RATE_LIMIT', { max: creations.max, retryAfter }) },
      );
  }
}

/** The limit of a new token: as the request has it, or a part of what the request may do. */
function limitOf({ permissions, permissionLimit }: Viewer, requested: readonly Permission[] | null): PermissionLimit {
  if (requested === null) return permissionLimit;
  parseEach(requested, (permission, index) => {
    if (!permissions.has(permission))
      throw badInput(
        `input.permissions.${index}`,
        `"input.permissions[${index}]": this request does not have the permission ${permission}.`,
        because('PERMISSIONS_REQUIRED', { permissions: [permission] }),
      );
  });
  return [...new Set(requested)];
}
