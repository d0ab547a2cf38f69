import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import { deleteInBatches } from '../../../platform/database/delete-in-batches';
import { insertRows } from '../../../platform/database/insert-rows';
import { lockRows } from '../../../platform/database/lock-rows';
import { execute, query, type Queryable } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Clock } from '../../../platform/time/clock';
import { createSecret, hashSecret, isSecret } from '../secrets';
import { type Account, isOfLinkSql, listAccounts } from './accounts';
import { findReturnPath, homePath } from './return-paths';

export const linkLivesMinutes = 15;
export const linkLivesMs = linkLivesMinutes * 60_000;

interface SignInLink {
  readonly email: string;
  readonly returnTo: string;
}

/** Links that sign a user in once. The secret of a link is stored as a hash, and sent to one email address. */
export class SignInLinks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates a link for the accounts with exactly this email address, which leads to the path `returnTo` of this server.
   * Returns the path of the link.
   */
  async create(email: string, returnTo = homePath): Promise<string> {
    const secret = createSecret('tl');
    const expiresAtMs = this.clock.now().getTime() + linkLivesMs;
    await transact(this.dataSource, (manager) =>
      insertRows(
        manager,
        'sign_in_links',
        ['email', 'secretHash', 'returnTo', 'expiresAt'],
        [[email, hashSecret(secret), returnTo, expiresAtMs]],
      ),
    );
    return `/sign-in/${secret}`;
  }

  /** The accounts that the link can sign in to, without using it. @throws EXPIRED */
  async listAccounts(secret: string): Promise<Account[]> {
    const link = await this.find(this.dataSource, secret);
    const accounts = link ? await listAccounts(this.dataSource, isOfLinkSql(link.email)) : [];
    if (accounts.length === 0) throw expired();
    return accounts;
  }

  /** The path to which the link leads, even if it has expired. */
  findReturnPath(secret: string): Promise<string> {
    return findReturnPath(this.dataSource, 'sign_in_links', secret);
  }

  /**
   * Uses the link for one of its accounts, in the caller's transaction. All other links of the address end, too.
   *
   * @throws EXPIRED for a link that has been used, has expired or never existed, or an account that it is not for.
   */
  async use(
    manager: EntityManager,
    secret: string,
    accountId: number,
  ): Promise<{ readonly account: Account; readonly returnTo: string }> {
    const link = await this.find(manager, secret);
    if (!link) throw expired();
    const { email, returnTo } = link;
    const nowMs = this.clock.now().getTime();
    const used = await execute(
      manager,
      sql`UPDATE sign_in_links SET usedAt = ${nowMs} WHERE secretHash = ${hashSecret(secret)} AND usedAt IS NULL`,
    );
    const account = await lockAccount(manager, email, accountId);
    if (used === 0 || !account) throw expired();
    await execute(manager, sql`UPDATE sign_in_links SET usedAt = ${nowMs} WHERE email = ${email} AND usedAt IS NULL`);
    return { account, returnTo };
  }

  /** Deletes links that have expired. Returns the number of deleted ones. */
  deleteOld(): Promise<number> {
    return deleteInBatches(this.dataSource, 'sign_in_links', sql`expiresAt < ${this.clock.now().getTime()}`);
  }

  private async find(database: Queryable, secret: string): Promise<SignInLink | undefined> {
    if (!isSecret('tl', secret)) return undefined;
    const [link] = await query<SignInLink>(
      database,
      sql`SELECT email, returnTo FROM sign_in_links WHERE secretHash = ${hashSecret(secret)} AND usedAt IS NULL AND expiresAt > ${this.clock.now().getTime()}`,
    );
    return link;
  }
}

/** Locked, so that a change of the address either ends the session that is started, or is seen before it starts. */
async function lockAccount(manager: EntityManager, email: string, id: number): Promise<Account | undefined> {
  const find = () => listAccounts(manager, sql`u.id = ${id} AND ${isOfLinkSql(email)}`);
  const [account] = await find();
  if (!account) return undefined;
  await lockRows(manager, 'users', account.organizationId, [id]);
  return (await find())[0];
}

const expired = (): AppError =>
  new AppError(
    'EXPIRED',
    'This sign-in link has expired or was already used. Request a new one.',
    because('LINK_EXPIRED'),
  );
