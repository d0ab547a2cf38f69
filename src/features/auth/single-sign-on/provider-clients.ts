import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import type { SecretBox } from '../../../platform/secret-box';
import { type IdentityProviders, type ProviderClient, ProviderError } from './identity-provider';
import type { ProviderSettings } from './provider-settings';

type ClientName = Pick<ProviderClient, 'issuer' | 'clientId'>;

/** This server as a client of the providers of organizations: checks what an owner sets, and keeps the secrets encrypted. */
export class ProviderClients {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly secretBox: SecretBox,
  ) {}

  /** @throws ProviderError if the secret was encrypted by a key that is no longer set */
  clientOf({ organizationId, issuer, clientId, clientSecret }: ProviderSettings): ProviderClient {
    const secret =
      clientSecret && this.secretBox.decrypt(clientSecret, contextOf(organizationId, { issuer, clientId }));
    if (clientSecret !== null && secret === null)
      throw new ProviderError('invalid', 'SECRETS_KEY does not decrypt the client secret');
    return { issuer, clientId, clientSecret: secret };
  }

  /** Returns the issuer exactly as the provider writes it. Does not need the provider if the issuer stays the same. */
  async checkIssuer(text: string, before: ProviderSettings | null): Promise<string> {
    const argument = 'input.issuer';
    const issuer = text.trim();
    if (!isIssuer(issuer))
      throw badInput(
        argument,
        `${JSON.stringify(text)} is not the URL of a provider. It starts with https:// and has neither a query nor a user, ` +
          'like https://login.venue.example.',
        because('ISSUER', { value: text }),
      );
    if (before && new URL(before.issuer).href === new URL(issuer).href) return before.issuer;
    try {
      return await this.providers.discover(issuer);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw badInput(
        argument,
        `The configuration of this provider could not be read from ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration: ` +
          `${error.message}.`,
        because('ISSUER_UNREADABLE', { value: issuer }),
      );
    }
  }

  /** What can be checked of a secret without the client to which it belongs. */
  checkSecret(secret: string | null | undefined, before: ProviderSettings | null): void {
    const argument = 'input.clientSecret';
    if (secret === undefined && !before) throw missingSecret();
    if (typeof secret !== 'string') return;
    if (!/^[!-~]+$/.test(secret))
      throw badInput(argument, 'A client secret consists of visible ASCII characters.', because('SECRET_CHARACTERS'));
    if (!this.secretBox.hasKey)
      throw badInput(
        argument,
        'This server cannot store client secrets, because its operator has not set SECRETS_KEY. Use a public client, or contact the operator.',
        because('SECRETS_NOT_STORED'),
      );
  }

  /** Encrypts a new secret, or keeps the stored one for the same client. */
  secretToStore(
    organizationId: number,
    client: ClientName,
    secret: string | null | undefined,
    before: Pick<ProviderSettings, 'issuer' | 'clientId' | 'clientSecret'> | null,
  ): string | null {
    if (secret === null) return null;
    if (secret === undefined) {
      // Otherwise, a new issuer would get the secret for the old one.
      if (!before || before.issuer !== client.issuer || before.clientId !== client.clientId) throw missingSecret();
      return before.clientSecret;
    }
    return this.secretBox.encrypt(secret, contextOf(organizationId, client));
  }
}

const missingSecret = (): Error =>
  badInput(
    'input.clientSecret',
    'Send `input.clientSecret` for this issuer and client, or null for a public client.',
    because('SECRET_REQUIRED'),
  );

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username, password, pathname } = new URL(text);
  return (
    /^https?:$/.test(protocol) && `${search}${hash}${username}${password}` === '' && !/\.well-known/.test(pathname)
  );
}

const contextOf = (organizationId: number, { issuer, clientId }: ClientName): string =>
  JSON.stringify(['single sign-on', organizationId, issuer, clientId]);
