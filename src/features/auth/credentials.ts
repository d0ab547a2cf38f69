import type { DataSource } from 'typeorm';
import { execute, query } from '../../platform/database/query';
import { join, raw, type Sql, sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import type { Clock } from '../../platform/time/clock';
import type { CredentialId, CredentialKind, Viewer } from '../../viewer';
import { activeAccountSql } from './account-rights';
import { limitedRights, type Permission, type PermissionLimit, type Rights, type Role } from './permissions';
import { hashSecret, isSecret, type SecretKind } from './secrets';

interface Credential {
  readonly secret: SecretKind;
  readonly table: Sql;
  readonly hash: Sql;
  /** The JSON list of permissions that it is limited to, or NULL. */
  readonly limit: Sql;
  /** Of the row `c`, in addition to its `revokedAt` and `expiresAt`. */
  isLive(nowMs: number): Sql;
  /** Of the row `c`: whether its end also ends what was started with it. */
  readonly isRevoked: Sql;
  /** Whether live connections and links count as a use. */
  readonly isUsedByLive: boolean;
  /** What a use changes. */
  used(nowMs: number, idleMs: number): Sql;
}

/** The kinds of credentials. Each belongs to one user, and is valid only while that user's account is ACTIVE. */
const credentials: Readonly<Record<CredentialKind, Credential>> = {
  token: {
    secret: 'tp',
    table: raw('access_tokens'),
    hash: raw('c.tokenHash'),
    limit: raw('c.permissions'),
    isLive: () => sql`1 = 1`,
    isRevoked: sql`c.revokedAt IS NOT NULL`,
    isUsedByLive: true,
    used: (nowMs) => sql`lastUsedAt = ${nowMs}`,
  },
  session: {
    secret: 'ts',
    table: raw('sessions'),
    hash: raw('c.secretHash'),
    limit: raw('NULL'),
    isLive: (nowMs) => sql`c.idleEndsAt > ${nowMs}`,
    isRevoked: sql`c.revokedAt IS NOT NULL AND c.isSignedOut = 0`,
    // Otherwise a forgotten page that watches would keep its session until the end.
    isUsedByLive: false,
    used: (nowMs, idleMs) => sql`lastUsedAt = ${nowMs}, idleEndsAt = ${nowMs + idleMs}`,
  },
};

/** How long rows of ended credentials are kept, for lists that include them. */
export const keptAfterEndMs = 30 * 86_400_000;

export const credentialKinds = Object.keys(credentials) as CredentialKind[];

/** SQL condition on the row `c` of a credential: not expired and not revoked. Does not check the account. */
export const isValidSql = (kind: CredentialKind, nowMs: number): Sql =>
  sql`c.revokedAt IS NULL AND c.expiresAt > ${nowMs} AND ${credentials[kind].isLive(nowMs)}`;

/**
 * SQL condition on the row `c` of a credential: it was revoked, so that what was started with it ends as well. Neither
 * expired nor idle, nor signed out by its user.
 */
export const isRevokedSql = (kind: CredentialKind): Sql => credentials[kind].isRevoked;

export const tableOf = (kind: CredentialKind): Sql => credentials[kind].table;

export const credentialId = (kind: CredentialKind, id: number): CredentialId => `${kind} ${id}`;

export const isSession = (credential: CredentialId): boolean => credentialParts(credential)[0] === 'session';

/**
 * Whether a mail has proved who the user is. A session of an identity provider must leave nothing by which someone signs
 * in after the provider is removed, as an access token must not after its revocation.
 */
export const isByLink = ({ credential, isFromProvider }: Pick<Viewer, 'credential' | 'isFromProvider'>): boolean =>
  isSession(credential) && !isFromProvider;

export function credentialParts(credential: CredentialId): [kind: CredentialKind, id: number] {
  const [kind, id] = credential.split(' ') as [CredentialKind, string];
  return [kind, Number(id)];
}

/** Finds out who sent a request, by its access token or session, and what they may do now. */
export class Credentials {
  private readonly usedIds: Record<CredentialKind, Set<number>> = { token: new Set(), session: new Set() };
  private readonly rights = new Map<string, Rights>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly sessionIdleMs: number,
  ) {}

  /** Returns the viewer of an `Authorization` header value, or null if it contains no valid access token. */
  async authenticate(authorization: unknown): Promise<Viewer | null> {
    const token = typeof authorization === 'string' ? /^bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
    return token === undefined ? null : this.findBySecret('token', token);
  }

  /**
   * Returns the viewer of a session, or null if it has ended or never existed. A request that opens a live connection
   * does not continue the session.
   */
  authenticateSession(secret: string, isLive = false): Promise<Viewer | null> {
    return this.findBySecret('session', secret, isLive);
  }

  /**
   * Returns the viewer of a live connection or a link with their current rights, or null if the access token or session is
   * no longer valid.
   */
  async findViewer(credential: CredentialId): Promise<Viewer | null> {
    const [kind, id] = credentialParts(credential);
    return this.findAndNoteUse(kind, sql`c.id = ${id}`, true);
  }

  /** Saves which credentials were used since the last call. Batched, because a write per request would be expensive. */
  async saveLastUses(): Promise<void> {
    const nowMs = this.clock.now().getTime();
    for (const kind of credentialKinds) {
      const { table, used } = credentials[kind];
      const ids = [...this.usedIds[kind]];
      this.usedIds[kind].clear();
      for (const chunk of chunksOf(ids))
        await transact(this.dataSource, (manager) =>
          execute(
            manager,
            // A session that has ended in the meantime is not continued.
            sql`UPDATE ${table} AS c SET ${used(nowMs, this.sessionIdleMs)} WHERE c.id IN (${join(chunk)}) AND ${isValidSql(kind, nowMs)}`,
          ),
        );
    }
  }

  /**
   * Returns the viewers with their current rights, by credential, without those whose credential is no longer valid. A
   * viewer whose rights did not change is returned as the same object.
   */
  async refreshViewers(viewers: readonly Viewer[]): Promise<Map<CredentialId, Viewer>> {
    const current = new Map<CredentialId, Viewer>();
    const [first, ...others] = viewers;
    // Each request reads its viewer again, mostly alone: in one statement.
    if (first && others.length === 0) {
      const [kind, id] = credentialParts(first.credential);
      const account = await this.find(kind, sql`c.id = ${id}`);
      if (account) current.set(first.credential, this.withRightsOf(first, account));
      return current;
    }
    const valid = await this.listValid(viewers.map(({ credential }) => credential));
    const users = new Map<number, StoredAccount>();
    for (const chunk of chunksOf([...new Set(viewers.map(({ userId }) => userId))])) {
      const rows = await query<StoredAccount>(
        this.dataSource,
        sql`SELECT u.id AS userId, u.organizationId, u.role, u.permissions FROM users u WHERE u.id IN (${join(chunk)}) AND ${activeAccountSql}`,
      );
      for (const row of rows) users.set(row.userId, row);
    }
    for (const viewer of viewers) {
      const user = users.get(viewer.userId);
      if (!user || user.organizationId !== viewer.organizationId || !valid.has(viewer.credential)) continue;
      current.set(viewer.credential, this.withRightsOf(viewer, user));
    }
    return current;
  }

  private withRightsOf(viewer: Viewer, account: StoredAccount): Viewer {
    const rights = this.rightsOf(account, viewer.permissionLimit);
    const isSame = rights.role === viewer.role && rights.permissions === viewer.permissions;
    return isSame ? viewer : { ...viewer, ...rights };
  }

  private async findBySecret(kind: CredentialKind, secret: string, isLive = false): Promise<Viewer | null> {
    const { secret: form, hash } = credentials[kind];
    return isSecret(form, secret) ? this.findAndNoteUse(kind, sql`${hash} = ${hashSecret(secret)}`, isLive) : null;
  }

  private async findAndNoteUse(kind: CredentialKind, condition: Sql, isLive: boolean): Promise<Viewer | null> {
    const row = await this.find(kind, condition);
    if (!row) return null;
    if (!isLive || credentials[kind].isUsedByLive) this.usedIds[kind].add(row.id);
    const permissionLimit = row.permissionLimit === null ? null : (JSON.parse(row.permissionLimit) as Permission[]);
    return {
      userId: row.userId,
      organizationId: row.organizationId,
      ...this.rightsOf(row, permissionLimit),
      credential: credentialId(kind, row.id),
      isFromProvider: Boolean(row.isFromProvider),
      permissionLimit,
    };
  }

  /** Finds a valid credential of an ACTIVE account. */
  private async find(kind: CredentialKind, condition: Sql): Promise<StoredCredential | null> {
    const { table, limit } = credentials[kind];
    const [row] = await query<StoredCredential>(
      this.dataSource,
      sql`SELECT c.id, c.isFromProvider, ${limit} AS permissionLimit, u.id AS userId, u.organizationId, u.role, u.permissions
         FROM ${table} c JOIN users u ON u.organizationId = c.organizationId AND u.id = c.userId
        WHERE ${condition} AND ${isValidSql(kind, this.clock.now().getTime())} AND ${activeAccountSql}`,
    );
    return row ?? null;
  }

  private async listValid(ids: readonly CredentialId[]): Promise<Set<CredentialId>> {
    const valid = new Set<CredentialId>();
    const parts = [...new Set(ids)].map(credentialParts);
    for (const kind of credentialKinds) {
      const ofKind = parts.filter(([each]) => each === kind).map(([, id]) => id);
      for (const chunk of chunksOf(ofKind))
        for (const id of await this.listMatching(kind, chunk)) valid.add(credentialId(kind, id));
    }
    return valid;
  }

  private async listMatching(kind: CredentialKind, ids: readonly number[]): Promise<readonly number[]> {
    const select = <Row>(what: string): Promise<Row[]> =>
      query(
        this.dataSource,
        sql`SELECT ${raw(what)} FROM ${credentials[kind].table} c WHERE c.id IN (${join(ids)}) AND ${isValidSql(kind, this.clock.now().getTime())}`,
      );
    // Nearly always all ids match, and a count costs a tenth of reading thousands of rows.
    const [counted] = await select<{ count: number | string }>('COUNT(*) AS count');
    if (Number(counted!.count) === ids.length) return ids;
    return (await select<{ id: number }>('c.id')).map(({ id }) => id);
  }

  /** Returns the same object for equal rights, because thousands of viewers may be signed in. */
  private rightsOf({ role, permissions }: Pick<StoredAccount, 'role' | 'permissions'>, limit: PermissionLimit): Rights {
    const key = `${role}${permissions}${limit?.join() ?? ' '}`;
    const rights = this.rights.get(key) ?? limitedRights(role, JSON.parse(permissions) as Permission[], limit);
    if (this.rights.size > 1000) this.rights.clear();
    this.rights.set(key, rights);
    return rights;
  }
}

interface StoredAccount {
  readonly userId: number;
  readonly organizationId: number;
  readonly role: Role;
  /** JSON array. */
  readonly permissions: string;
}

interface StoredCredential extends StoredAccount {
  readonly id: number;
  readonly isFromProvider: number | boolean;
  /** JSON array. */
  readonly permissionLimit: string | null;
}

/** Chunks of ids that stay below every engine's limit of placeholders. */
function* chunksOf(ids: readonly number[]): Iterable<readonly number[]> {
  for (let start = 0; start < ids.length; start += 5000) yield ids.slice(start, start + 5000);
}
