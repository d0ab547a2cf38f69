import type * as OpenidClient from 'openid-client' with { 'resolution-mode': 'import' };
import { FetchError, guardedFetch } from '../../../platform/net/guarded-fetch';
import type { Reach } from '../../../platform/net/public-addresses';

/** This server as a client of a provider. */
export interface ProviderClient {
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
}

/** What binds the response of the provider to the request. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** A user of the provider, who has proved to it who they are. */
interface ProvedIdentity {
  readonly subject: string;
  /** Reads the user's email address. Null unless the provider has verified it. */
  findVerifiedAddress(): Promise<string | null>;
}

/**
 * `unreachable`: the provider did not answer in time. `refused`: it reports that the user was not signed in, or that
 * they cancelled. `invalid`: its answer does not prove who the user is. The message is for the log.
 */
export class ProviderError extends Error {
  constructor(
    readonly reason: 'unreachable' | 'refused' | 'invalid',
    message: string,
  ) {
    super(message);
    this.name = 'ProviderError';
  }
}

interface CachedProvider {
  readonly metadata: OpenidClient.ServerMetadata;
  readonly readUntilMs: number;
  /** Public keys of the provider, as the library caches them. */
  keys?: OpenidClient.ExportedJWKSCache | undefined;
}

/** For everything that one page or mutation requests from a provider. */
const deadlineMs = 5000;
const maxResponseBytes = 131_072;
const clockToleranceSeconds = 60;
const cachedMs = 600_000;
const maxCached = 100;

/** Speaks OpenID Connect: authorization code flow with PKCE, state and nonce. Caches configurations and public keys. */
export class IdentityProviders {
  private readonly cache = new Map<string, CachedProvider>();

  constructor(private readonly reach: Reach) {}

  /** Reads the configuration of a provider, and returns its issuer exactly as the provider writes it. */
  discover(issuer: string): Promise<string> {
    return this.within(async (openid, fetch) => (await this.read(openid, issuer, fetch)).metadata.issuer);
  }

  /** The URL at the provider at which the user signs in. */
  authorizationUrl(client: ProviderClient, redirectUrl: string, checks: SignInChecks): Promise<string> {
    return this.within(async (openid, fetch) => {
      const { configuration } = await this.configure(openid, client, fetch);
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUrl,
        scope: 'openid email',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
      });
      return url.href;
    });
  }

  /** Exchanges the code in the URL to which the provider has sent the browser, and validates the ID token. */
  redeem(client: ProviderClient, callbackUrl: URL, checks: SignInChecks): Promise<ProvedIdentity> {
    return this.within(async (openid, fetch) => {
      const { configuration, provider } = await this.configure(openid, client, fetch);
      // Without this, the library trusts the connection alone, and does not verify the signature.
      openid.enableNonRepudiationChecks(configuration);
      const tokens = await openid.authorizationCodeGrant(configuration, callbackUrl, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.codeVerifier,
        idTokenExpected: true,
      });
      provider.keys = openid.getJwksCache(configuration);
      const claims = tokens.claims()!;
      return {
        subject: claims.sub,
        findVerifiedAddress: () =>
          this.within(async () => {
            // Many providers have the address at the UserInfo endpoint only.
            const { email, email_verified: isVerified }: Readonly<Record<string, unknown>> =
              claims.email === undefined
                ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
                : claims;
            return typeof email === 'string' && isVerified === true ? email : null;
          }),
      };
    });
  }

  private async configure(openid: typeof OpenidClient, client: ProviderClient, fetch: OpenidClient.CustomFetch) {
    const provider = await this.read(openid, client.issuer, fetch);
    const { metadata } = provider;
    if (metadata.issuer !== client.issuer) throw new ProviderError('invalid', 'the provider has changed its issuer');
    const configuration = new openid.Configuration(
      metadata,
      client.clientId,
      { [openid.clockTolerance]: clockToleranceSeconds },
      clientAuthentication(openid, metadata, client.clientSecret),
    );
    configuration[openid.customFetch] = fetch;
    if (this.reach === 'local') openid.allowInsecureRequests(configuration);
    if (provider.keys) openid.setJwksCache(configuration, provider.keys);
    return { configuration, provider };
  }

  private async read(
    openid: typeof OpenidClient,
    issuer: string,
    fetch: OpenidClient.CustomFetch,
  ): Promise<CachedProvider> {
    const cached = this.cache.get(issuer);
    if (cached && cached.readUntilMs > performance.now()) return cached;
    const configuration = await openid.discovery(new URL(issuer), 'unused', undefined, undefined, {
      [openid.customFetch]: fetch,
      execute: this.reach === 'local' ? [openid.allowInsecureRequests] : [],
    });
    const metadata = configuration.serverMetadata();
    // The library accepts other issuers from some providers, for tenants. Any tenant could then sign in.
    if (new URL(metadata.issuer).href !== new URL(issuer).href)
      throw new ProviderError('invalid', 'the configuration at the issuer is for another issuer');
    const provider: CachedProvider = { metadata, readUntilMs: performance.now() + cachedMs };
    this.cache.delete(issuer);
    this.cache.set(issuer, provider);
    if (this.cache.size > maxCached) this.cache.delete(this.cache.keys().next().value!);
    return provider;
  }

  private async within<T>(
    work: (openid: typeof OpenidClient, fetch: OpenidClient.CustomFetch) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.timeout(deadlineMs);
    const fetch: OpenidClient.CustomFetch = async (url, { method, headers, body }) => {
      const response = await guardedFetch(
        url,
        { method, headers, body: body instanceof URLSearchParams ? body.toString() : undefined, signal },
        { reach: this.reach, maxBytes: maxResponseBytes },
      );
      if (response.status >= 500) throw new FetchError(`${hostOf(url)} answered ${response.status}`);
      return response;
    };
    // Loaded when it is first used: most servers and all workers never need it.
    const openid = await import('openid-client');
    try {
      return await work(openid, fetch);
    } catch (error) {
      throw providerErrorOf(error, openid);
    }
  }
}

/** By the header unless the provider only takes it in the body, as the specification has it. */
function clientAuthentication(
  openid: typeof OpenidClient,
  { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] }: OpenidClient.ServerMetadata,
  secret: string | null,
): OpenidClient.ClientAuth {
  if (secret === null) return openid.None();
  return methods.includes('client_secret_basic') ? openid.ClientSecretBasic(secret) : openid.ClientSecretPost(secret);
}

/** Errors of the library may contain tokens, in their causes. Only short texts are kept. */
function providerErrorOf(error: unknown, openid: typeof OpenidClient): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof openid.AuthorizationResponseError) return new ProviderError('refused', short(error.error));
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof FetchError) return new ProviderError('unreachable', short(cause.message));
  const reported = error instanceof openid.ResponseBodyError ? `${error.error}: ` : '';
  return new ProviderError('invalid', short(reported + (error as Error).message));
}

const short = (text: string): string => text.slice(0, 200);

/** The host by which users recognize a provider. */
export const hostOf = (url: string): string => new URL(url).host;
