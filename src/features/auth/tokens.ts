import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { placeholders } from '../../platform/database/placeholders';
import { transact } from '../../platform/database/transaction';
import type { Clock } from '../../platform/time/clock';
import type { Viewer } from '../../viewer';
import { AccessToken } from './access-token.entity';
import { isActiveAccount } from './accounts';
import { effectivePermissions, type Permission, type Role } from './permissions';

const tokenForm = /^tp_[A-Za-z0-9_-]{43}$/;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Bearer tokens: 256 random bits, stored hashed, belonging to one user, with an expiry. They count only while the
 * account of that user is ACTIVE.
 */
export class Tokens {
  private readonly usedIds = new Set<number>();
  private readonly permissionSets = new Map<string, ReadonlySet<Permission>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Returns the token itself, which is never to be had again. */
  async issue(user: { id: number; organizationId: number }, livesMs: number): Promise<string> {
    return (await transact(this.dataSource, (manager) => this.insert(manager, user, livesMs))).token;
  }

  /** The same in a transaction of the caller. */
  async insert(
    manager: EntityManager,
    user: { id: number; organizationId: number },
    livesMs: number,
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
      expiresAt: new Date(createdAt.getTime() + livesMs),
    });
    return { token, id: identifiers[0]!.id as number };
  }

  async revoke(tokenId: number): Promise<void> {
    await transact(this.dataSource, (manager) =>
      manager.update(AccessToken, { id: tokenId }, { revokedAt: this.clock.now() }),
    );
  }

  /** Whom an `Authorization` value stands for; null when it is no valid token. */
  async viewerOf(authorization: unknown): Promise<Viewer | null> {
    const token = typeof authorization === 'string' ? /^bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
    return token && tokenForm.test(token) ? this.signIn('t.tokenHash = ?', hashOf(token)) : null;
  }

  /** The viewer as they are now; null once the token has expired or been revoked. */
  async viewerOfToken(tokenId: number): Promise<Viewer | null> {
    return this.signIn('t.id = ?', tokenId);
  }

  /**
   * Saves which tokens were used since the last time: in one statement now and then, because a write for each request
   * would be dear.
   */
  async saveUses(): Promise<void> {
    const ids = [...this.usedIds];
    this.usedIds.clear();
    for (const some of portionsOf(ids)) {
      await transact(this.dataSource, (manager) =>
        manager.query(`UPDATE access_tokens SET lastUsedAt = ? WHERE id IN (${placeholders(some)})`, [
          this.clock.now().getTime(),
          ...some,
        ]),
      );
    }
  }

  private async signIn(condition: string, value: string | number): Promise<Viewer | null> {
    const [viewer] = await this.list(condition, [value]);
    if (viewer) this.usedIds.add(viewer.tokenId);
    return viewer ?? null;
  }

  /** The same for many, by token; without those whose token is gone. Who has not changed is the same object. */
  async viewersNow(viewers: readonly Viewer[]): Promise<Map<number, Viewer>> {
    const valid = await this.listValid(viewers);
    const users = new Map<number, { organizationId: number; role: Role; permissions: ReadonlySet<Permission> }>();
    for (const some of portionsOf([...new Set(viewers.map(({ userId }) => userId))])) {
      const rows = await this.dataSource.query(
        `SELECT u.id, u.organizationId, u.role, u.permissions FROM users u WHERE u.id IN (${placeholders(some)}) AND ${isActiveAccount}`,
        [...some],
      );
      for (const row of rows)
        users.set(row.id, { organizationId: row.organizationId, role: row.role, permissions: this.permissionsOf(row) });
    }
    const now = new Map<number, Viewer>();
    for (const viewer of viewers) {
      const user = users.get(viewer.userId);
      if (!user || user.organizationId !== viewer.organizationId || !valid.has(viewer.tokenId)) continue;
      const isSame = user.role === viewer.role && user.permissions === viewer.permissions;
      now.set(viewer.tokenId, isSame ? viewer : { ...viewer, role: user.role, permissions: user.permissions });
    }
    return now;
  }

  /**
   * The tokens of these viewers that still sign somebody in: not expired, not revoked, and of an account that is
   * ACTIVE.
   */
  private async listValid(viewers: readonly Pick<Viewer, 'tokenId' | 'userId'>[]): Promise<Set<number>> {
    const tokens = await this.listIds(
      'access_tokens t',
      't',
      viewers.map(({ tokenId }) => tokenId),
      't.revokedAt IS NULL AND t.expiresAt > ?',
      [this.clock.now().getTime()],
    );
    const accounts = await this.listIds(
      'users u',
      'u',
      viewers.map(({ userId }) => userId),
      isActiveAccount,
      [],
    );
    return new Set(
      viewers
        .filter(({ tokenId, userId }) => tokens.has(tokenId) && accounts.has(userId))
        .map(({ tokenId }) => tokenId),
    );
  }

  private async listIds(
    table: string,
    alias: string,
    ids: readonly number[],
    condition: string,
    values: readonly number[],
  ): Promise<Set<number>> {
    const found = new Set<number>();
    for (const some of portionsOf([...new Set(ids)])) {
      const query = <Row>(what: string): Promise<Row[]> =>
        this.dataSource.query(
          `SELECT ${what} FROM ${table} WHERE ${alias}.id IN (${placeholders(some)}) AND ${condition}`,
          [...some, ...values],
        );
      // Nearly always all of them match, and a count costs a tenth of reading thousands of rows.
      const [counted] = await query<{ count: number | string }>('COUNT(*) AS count');
      const matching =
        Number(counted!.count) === some.length
          ? some
          : (await query<{ id: number }>(`${alias}.id`)).map(({ id }) => id);
      for (const id of matching) found.add(id);
    }
    return found;
  }

  private async list(condition: string, values: readonly (string | number)[]): Promise<Viewer[]> {
    const rows = await this.dataSource.query(
      `SELECT t.id AS tokenId, t.expiresAt, u.id AS userId, u.organizationId, u.role, u.permissions
         FROM access_tokens t JOIN users u ON u.organizationId = t.organizationId AND u.id = t.userId
        WHERE ${condition} AND t.revokedAt IS NULL AND t.expiresAt > ? AND ${isActiveAccount}`,
      [...values, this.clock.now().getTime()],
    );
    return rows.map((row: StoredViewer) => ({
      userId: row.userId,
      organizationId: row.organizationId,
      role: row.role,
      permissions: this.permissionsOf(row),
      tokenId: row.tokenId,
      tokenExpiresAt: new Date(Number(row.expiresAt)),
    }));
  }

  /** One set for all who have the same: thousands may be signed in. */
  private permissionsOf({ role, permissions }: Pick<StoredViewer, 'role' | 'permissions'>): ReadonlySet<Permission> {
    const key = role + permissions;
    const known = this.permissionSets.get(key) ?? effectivePermissions(role, JSON.parse(permissions) as Permission[]);
    if (this.permissionSets.size > 1000) this.permissionSets.clear();
    this.permissionSets.set(key, known);
    return known;
  }
}

interface StoredViewer {
  readonly tokenId: number;
  readonly expiresAt: number | string;
  readonly userId: number;
  readonly organizationId: number;
  readonly role: Role;
  /** A JSON list. */
  readonly permissions: string;
}

/** So many that no engine minds the placeholders. */
function* portionsOf(ids: readonly number[]): Iterable<readonly number[]> {
  for (let start = 0; start < ids.length; start += 5000) yield ids.slice(start, start + 5000);
}
