import { createHmac } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, forbidden, withoutSingleSignOn } from '../../../errors';
import { deleteInBatches } from '../../../platform/database/delete-in-batches';
import { insertRows } from '../../../platform/database/insert-rows';
import { execute, query } from '../../../platform/database/query';
import { findRetryAfter } from '../../../platform/database/rate-limit';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Log } from '../../../platform/log';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import type { AuditLog } from '../../audit/audit-log';
import { createSecret, hashSecret, isSecret } from '../secrets';
import { networkOf } from '../sign-in/network';
import { findReturnPath } from '../sign-in/return-paths';
import type { SignedIn, SignIn, SignInOrigin } from '../sign-in/sign-in';
import { transactWithin } from '../transact-within';
import { domainOf } from './domains';
import { hostOf, type IdentityProviders, ProviderError, type SignInChecks } from './identity-provider';
import { findLinkedUser } from './linked-identities';
import type { Proof, ProviderAccounts } from './provider-accounts';
import type { ProviderClients } from './provider-clients';
import { findProviderBySlug, isCurrent, listProvidersOfDomain, type ProviderSettings } from './provider-settings';

const hourMs = 3_600_000;
/** Time that a user has at the provider. */
const startedForMs = 600_000;

interface StartedSignIn {
  /** For the cookie of the browser, which alone can complete the sign-in. */
  readonly secret: string;
  readonly lifetimeMs: number;
  /** At the provider. */
  readonly url: string;
}

interface SignInRow {
  readonly id: number;
  readonly revision: string;
  readonly returnTo: string;
}

/**
 * Signs in with the provider of an organization. The state of a sign-in is one secret in a cookie, from which everything
 * else is derived. So only the browser that started can complete it, and the database stores nothing of use to others.
 */
export class ProviderSignIn {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly providers: IdentityProviders,
    private readonly clients: ProviderClients,
    private readonly signIn: SignIn,
    private readonly accounts: ProviderAccounts,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly limits: { readonly providerSignInsPerNetwork: number },
  ) {}

  findProvider(slug: string): Promise<ProviderSettings | null> {
    return findProviderBySlug(this.dataSource, slug);
  }

  /** The providers of all organizations that accept the domain of an email address. */
  async listProviders(email: string): Promise<ProviderSettings[]> {
    const domain = domainOf(email);
    return domain === null ? [] : listProvidersOfDomain(this.dataSource, domain);
  }

  /** @throws NOT_FOUND, LIMIT_REACHED, SERVICE_UNAVAILABLE if the provider does not answer */
  async start(slug: string, redirectUrl: string, returnTo: string, address: string | null): Promise<StartedSignIn> {
    const settings = await findProviderBySlug(this.dataSource, slug);
    if (!settings) throw withoutSingleSignOn();
    const secret = createSecret('tf');
    await this.insert(settings, secret, returnTo, address);
    const url = await this.ask(settings, () =>
      this.providers.authorizationUrl(this.clients.clientOf(settings), redirectUrl, checksOf(secret)),
    );
    return { secret, lifetimeMs: startedForMs, url };
  }

  /**
   * Completes a sign-in with the URL to which the provider has sent the browser. Ends the sign-in, whatever comes of it.
   *
   * @throws EXPIRED if this browser has not started it, or the settings have changed; FORBIDDEN for a user without a
   * matching account; SERVICE_UNAVAILABLE
   */
  async complete(slug: string, secret: string | null, callbackUrl: URL, origin: SignInOrigin): Promise<SignedIn> {
    const settings = await findProviderBySlug(this.dataSource, slug);
    if (!settings || secret === null || !isSecret('tf', secret)) throw notStarted();
    const checks = checksOf(secret);
    // A page of another site can open this URL, but must not end the sign-in.
    if (callbackUrl.searchParams.get('state') !== checks.state) throw notStarted();
    const { revision, returnTo } = await this.use(settings, secret);
    if (revision !== settings.revision) throw notStarted();
    const proof = await this.prove(settings, callbackUrl, checks);
    const session = await transact(this.dataSource, async (manager) => {
      if (!(await isCurrent(manager, settings))) throw notStarted();
      const account = await this.accounts.find(manager, settings, proof, origin.address);
      return 'message' in account ? account : this.signIn.complete(manager, account, origin, 'provider');
    });
    if (!('message' in session)) return { session, returnTo };
    await this.auditLog.recordAlone({
      organizationId: settings.organizationId,
      address: origin.address,
      action: AuditAction.SIGN_IN_REFUSED,
      details: session,
    });
    throw refused(settings);
  }

  /** The path to return to after the sign-in that this browser has started, even if it has ended. */
  findReturnPath(secret: string | null): Promise<string> {
    return findReturnPath(this.dataSource, 'provider_sign_ins', secret);
  }

  /** Deletes sign-ins that no longer count for the limits. Returns the number of deleted ones. */
  deleteOld(): Promise<number> {
    return deleteInBatches(
      this.dataSource,
      'provider_sign_ins',
      sql`requestedAt < ${this.clock.now().getTime() - 2 * hourMs}`,
    );
  }

  private insert(
    { organizationId, revision }: ProviderSettings,
    secret: string,
    returnTo: string,
    address: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    const network = address === null ? '' : networkOf(address);
    const limit = { max: this.limits.providerSignInsPerNetwork, windowMs: hourMs };
    return transactWithin(this.dataSource, [['provider_sign_ins', network]], async (manager) => {
      const ofNetwork = sql`network = ${network}`;
      const retryAfter = await findRetryAfter(manager, 'provider_sign_ins', ofNetwork, limit, now);
      if (retryAfter !== null)
        throw new AppError(
          'LIMIT_REACHED',
          `Signing in was started more than ${limit.max} times from your network within an hour. ` +
            `Try again in ${Math.ceil(retryAfter / 60)} minutes.`,
          { retryAfter, ...because('RATE_LIMIT', { max: limit.max, retryAfter }) },
        );
      await insertRows(
        manager,
        'provider_sign_ins',
        ['organizationId', 'revision', 'secretHash', 'network', 'returnTo', 'requestedAt'],
        [[organizationId, revision, hashSecret(secret), network, returnTo, now.getTime()]],
      );
    });
  }

  private use({ organizationId }: ProviderSettings, secret: string): Promise<SignInRow> {
    const nowMs = this.clock.now().getTime();
    return transact(this.dataSource, async (manager) => {
      const [row] = await query<SignInRow>(
        manager,
        sql`SELECT id, revision, returnTo FROM provider_sign_ins WHERE secretHash = ${hashSecret(secret)} AND organizationId = ${organizationId} AND requestedAt > ${nowMs - startedForMs}`,
      );
      const used =
        row &&
        (await execute(
          manager,
          sql`UPDATE provider_sign_ins SET usedAt = ${nowMs} WHERE id = ${row.id} AND usedAt IS NULL`,
        ));
      if (!row || used === 0) throw notStarted();
      return row;
    });
  }

  private async prove(settings: ProviderSettings, callbackUrl: URL, checks: SignInChecks): Promise<Proof> {
    const proved = await this.ask(settings, () =>
      this.providers.redeem(this.clients.clientOf(settings), callbackUrl, checks),
    );
    const identity = { issuer: settings.issuer, subject: proved.subject };
    const linked = await findLinkedUser(this.dataSource, settings.organizationId, identity);
    const address = linked === null ? await this.ask(settings, () => proved.findVerifiedAddress()) : null;
    return { identity, address };
  }

  /** @throws SERVICE_UNAVAILABLE or FORBIDDEN instead of a ProviderError, which is logged */
  private async ask<T>({ organizationId, issuer }: ProviderSettings, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.log.warn({ organizationId, issuer, reason: error.message }, `signing in: the provider was ${error.reason}`);
      throw providerFailures[error.reason](hostOf(issuer));
    }
  }
}

const providerFailures: Record<ProviderError['reason'], (host: string) => AppError> = {
  unreachable: (host) =>
    new AppError(
      'SERVICE_UNAVAILABLE',
      `The identity provider ${host} does not answer at the moment. Try again in a few minutes.`,
      { retryAfter: 60, ...because('PROVIDER_UNREACHABLE', { provider: host }) },
    ),
  refused: (host) =>
    forbidden(
      `Signing in at ${host} was canceled, or the provider has refused it. Try again.`,
      because('PROVIDER_REFUSED', { provider: host }),
    ),
  invalid: (host) =>
    forbidden(
      `The answer of ${host} does not prove who you are. Try again. If this continues, contact the owner of your organization.`,
      because('PROVIDER_UNPROVED', { provider: host }),
    ),
};

/** One key, and a purpose for each value: the provider sees the state and nonce, and can derive nothing else from them. */
function checksOf(secret: string): SignInChecks {
  const derive = (purpose: string): string => createHmac('sha256', secret).update(purpose).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), codeVerifier: derive('code verifier') };
}

const notStarted = (): AppError =>
  new AppError(
    'EXPIRED',
    'This sign-in was not started in this browser, was already used, or has expired. Start again.',
    because('SIGN_IN_NOT_STARTED'),
  );

/** The same for every reason, so that it reveals no account. The audit log has the reason. */
const refused = ({ organization, issuer }: ProviderSettings): AppError =>
  forbidden(
    `${hostOf(issuer)} has signed you in, but no active account of ${organization} is for you. ` +
      'Contact the owner of the organization, who sees the reason in the audit log.',
    because('NO_ACCOUNT', { provider: hostOf(issuer), organization }),
  );
