import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { execute, query } from '../../platform/database/query';
import { join, raw, type Sql, sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import type { Clock } from '../../platform/time/clock';
import type { Viewer } from '../../viewer';
import { AccessToken } from './access-token.entity';
import { activeAccountSql } from './account-rights';
import { effectivePermissions, type Permission, type Role } from './permissions';

const tokenPattern = /^tp_[A-Za-z0-9_-]{43}$/;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Bearer tokens: 256 random bits with an expiry, stored as a hash. Each belongs to one user, and is valid only while that
 * user's account is ACTIVE.
 */
export class AccessTokens {
  private readonly usedIds = new Set<number>();
  private readonly permissionSets = new Map<string, ReadonlySet<Permission>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Creates a token. Returns the token itself, which cannot be retrieved later. */
  async issue(user: { id: number; organizationId: number }, lifetimeMs: number): Promise<string> {
    return (await transact(this.dataSource, (manager) => this.insert(manager, user, lifetimeMs))).token;
  }

  /** Creates a token in the caller's transaction. */
  async insert(
    manager: EntityManager,
    user: { id: number; organizationId: number },
    lifetimeMs: number,
    name: string | null = null,
  ): Promise<{ token: string; id: number }> {
    const token = `tp_${randomBytes(32).toString('base64url')}`;
    const createdAt = this.clock.now();
    const { identifiers } = await manager.insert(AccessToken, {
      organizationId: user.organizationId,
      userId: user.id,
      tokenHash: hashOf(token),
      name,
      ending: token.slice(-4),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + lifetimeMs),
    });
    return { token, id: identifiers[0]!.id as number };
  }

  async revoke(tokenId: number): Promise<void> {
    await transact(this.dataSource, (manager) =>
      manager.update(AccessToken, { id: tokenId }, { revokedAt: this.clock.now() }),
    );
  }

  /** Returns the viewer of an `Authorization` header value, or null if it contains no valid token. */
  async authenticate(authorization: unknown): Promise<Viewer | null> {
    const token = typeof authorization === 'string' ? /^bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
    return token && tokenPattern.test(token) ? this.findViewerAndNoteUse(sql`t.tokenHash = ${hashOf(token)}`) : null;
  }

  /** Returns the viewer with their current rights, or null if the token is no longer valid. */
  async findViewer(tokenId: number): Promise<Viewer | null> {
    return this.findViewerAndNoteUse(sql`t.id = ${tokenId}`);
  }

  /** Saves which tokens were used since the last call. Batched, because a write per request would be expensive. */
  async saveLastUses(): Promise<void> {
    const ids = [...this.usedIds];
    this.usedIds.clear();
    for (const chunk of chunksOf(ids)) {
      await transact(this.dataSource, (manager) =>
        execute(
          manager,
          sql`UPDATE access_tokens SET lastUsedAt = ${this.clock.now().getTime()} WHERE id IN (${join(chunk)})`,
        ),
      );
    }
  }

  private async findViewerAndNoteUse(condition: Sql): Promise<Viewer | null> {
    const [viewer] = await this.listViewers(condition);
    if (viewer) this.usedIds.add(viewer.tokenId);
    return viewer ?? null;
  }

  /**
   * Returns the viewers with their current rights, by token id, without those whose token is no longer valid. A viewer
   * whose rights did not change is returned as the same object.
   */
  async refreshViewers(viewers: readonly Viewer[]): Promise<Map<number, Viewer>> {
    const validTokenIds = await this.listValidTokenIds(viewers);
    const users = new Map<number, { organizationId: number; role: Role; permissions: ReadonlySet<Permission> }>();
    for (const chunk of chunksOf([...new Set(viewers.map(({ userId }) => userId))])) {
      const rows = await query(
        this.dataSource,
        sql`SELECT u.id, u.organizationId, u.role, u.permissions FROM users u WHERE u.id IN (${join(chunk)}) AND ${activeAccountSql}`,
      );
      for (const row of rows)
        users.set(row.id, { organizationId: row.organizationId, role: row.role, permissions: this.permissionsOf(row) });
    }
    const current = new Map<number, Viewer>();
    for (const viewer of viewers) {
      const user = users.get(viewer.userId);
      if (!user || user.organizationId !== viewer.organizationId || !validTokenIds.has(viewer.tokenId)) continue;
      const isSame = user.role === viewer.role && user.permissions === viewer.permissions;
      current.set(viewer.tokenId, isSame ? viewer : { ...viewer, role: user.role, permissions: user.permissions });
    }
    return current;
  }

  /** Ids of the viewers' tokens that are still valid: not expired, not revoked, and of an ACTIVE account. */
  private async listValidTokenIds(viewers: readonly Pick<Viewer, 'tokenId' | 'userId'>[]): Promise<Set<number>> {
    const tokenIds = await this.listMatchingIds(
      'access_tokens t',
      't',
      viewers.map(({ tokenId }) => tokenId),
      sql`t.revokedAt IS NULL AND t.expiresAt > ${this.clock.now().getTime()}`,
    );
    const userIds = await this.listMatchingIds(
      'users u',
      'u',
      viewers.map(({ userId }) => userId),
      activeAccountSql,
    );
    return new Set(
      viewers
        .filter(({ tokenId, userId }) => tokenIds.has(tokenId) && userIds.has(userId))
        .map(({ tokenId }) => tokenId),
    );
  }

  private async listMatchingIds(
    table: string,
    alias: string,
    ids: readonly number[],
    condition: Sql,
  ): Promise<Set<number>> {
    const found = new Set<number>();
    for (const chunk of chunksOf([...new Set(ids)])) {
      const select = <Row>(what: string): Promise<Row[]> =>
        query(
          this.dataSource,
          sql`SELECT ${raw(what)} FROM ${raw(table)} WHERE ${raw(alias)}.id IN (${join(chunk)}) AND ${condition}`,
        );
      // Nearly always all ids match, and a count costs a tenth of reading thousands of rows.
      const [counted] = await select<{ count: number | string }>('COUNT(*) AS count');
      const matching =
        Number(counted!.count) === chunk.length
          ? chunk
          : (await select<{ id: number }>(`${alias}.id`)).map(({ id }) => id);
      for (const id of matching) found.add(id);
    }
    return found;
  }

  private async listViewers(condition: Sql): Promise<Viewer[]> {
    const rows = await query<StoredViewer>(
      this.dataSource,
      sql`SELECT t.id AS tokenId, t.expiresAt, u.id AS userId, u.organizationId, u.role, u.permissions
         FROM access_tokens t JOIN users u ON u.organizationId = t.organizationId AND u.id = t.userId
        WHERE ${condition} AND t.revokedAt IS NULL AND t.expiresAt > ${this.clock.now().getTime()} AND ${activeAccountSql}`,
    );
    return rows.map((row) => ({
      userId: row.userId,
      organizationId: row.organizationId,
      role: row.role,
      permissions: this.permissionsOf(row),
      tokenId: row.tokenId,
      tokenExpiresAt: new Date(Number(row.expiresAt)),
    }));
  }

  /** Returns the same set for equal rights, because thousands of viewers may be signed in. */
  private permissionsOf({ role, permissions }: Pick<StoredViewer, 'role' | 'permissions'>): ReadonlySet<Permission> {
    const key = role + permissions;
    const set = this.permissionSets.get(key) ?? effectivePermissions(role, JSON.parse(permissions) as Permission[]);
    if (this.permissionSets.size > 1000) this.permissionSets.clear();
    this.permissionSets.set(key, set);
    return set;
  }
}

interface StoredViewer {
  readonly tokenId: number;
  readonly expiresAt: number | string;
  readonly userId: number;
  readonly organizationId: number;
  readonly role: Role;
  /** JSON array. */
  readonly permissions: string;
}

/** Chunks of ids that stay below every engine's limit of placeholders. */
function* chunksOf(ids: readonly number[]): Iterable<readonly number[]> {
  for (let start = 0; start < ids.length; start += 5000) yield ids.slice(start, start + 5000);
}
