import type { DataSource, EntityManager } from 'typeorm';
import { execute } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Language } from '../../../platform/text/language';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import type { SessionService, StartedSession } from '../sessions/session.service';
import type { Account } from './accounts';
import type { SignInLinks } from './sign-in-links';

export interface SignInOrigin {
  readonly address: string | null;
  readonly browser: string | undefined;
  /** For later mails. */
  readonly language: Language;
}

/** A session that was started, and the path of this server to return to. */
export interface SignedIn {
  readonly session: StartedSession;
  readonly returnTo: string;
}

/** What proves who a user is, as the audit log names it. */
const proofs = {
  link: details('SIGNED_IN_BY_LINK', {}),
  provider: details('SIGNED_IN_BY_PROVIDER', {}),
} as const;

/** Starts the session of a user who has proved who they are. */
export class SignIn {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: SignInLinks,
    private readonly sessions: SessionService,
    private readonly auditLog: AuditLog,
  ) {}

  /** Signs in to one of the accounts of a link. @throws EXPIRED */
  byLink(secret: string, accountId: number, origin: SignInOrigin): Promise<SignedIn> {
    return transact(this.dataSource, async (manager) => {
      const { account, returnTo } = await this.links.use(manager, secret, accountId);
      return { session: await this.complete(manager, account, origin, 'link'), returnTo };
    });
  }

  /** Signs in to an account, in the caller's transaction. */
  async complete(
    manager: EntityManager,
    { id: userId, organizationId }: Account,
    { language, ...origin }: SignInOrigin,
    proof: keyof typeof proofs,
  ): Promise<StartedSession> {
    const started = await this.sessions.start(manager, {
      organizationId,
      userId,
      isFromProvider: proof === 'provider',
      ...origin,
    });
    await execute(
      manager,
      sql`UPDATE users SET lastLoginAt = ${this.clock.now().getTime()}, mailLanguage = ${language} WHERE organizationId = ${organizationId} AND id = ${userId}`,
    );
    await this.auditLog.record(manager, {
      organizationId,
      userId,
      address: origin.address,
      action: AuditAction.SIGNED_IN,
      details: proofs[proof],
    });
    return started;
  }
}
