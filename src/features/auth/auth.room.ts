import { SecretBox } from '../../platform/secret-box';
import { type Dependencies, resolver, type Room } from '../room';
import type { Credentials } from './credentials';
import { Session } from './sessions/session.entity';
import { SessionResolver } from './sessions/session.resolver';
import { SessionService } from './sessions/session.service';
import { SignIn } from './sign-in/sign-in';
import { SignInResolver } from './sign-in/sign-in.resolver';
import { SignInLinks } from './sign-in/sign-in-links';
import { SignInMails } from './sign-in/sign-in-mails';
import { SignInRequests } from './sign-in/sign-in-requests';
import { DomainProofs } from './single-sign-on/domain-proofs';
import { IdentityProviders } from './single-sign-on/identity-provider';
import { LinkedIdentities } from './single-sign-on/linked-identities';
import { ProviderAccounts } from './single-sign-on/provider-accounts';
import { ProviderClients } from './single-sign-on/provider-clients';
import { ProviderSignIn } from './single-sign-on/provider-sign-in';
import { SingleSignOnResolver } from './single-sign-on/single-sign-on.resolver';
import { SingleSignOnService } from './single-sign-on/single-sign-on.service';
import { AccessToken } from './tokens/access-token.entity';
import { AccessTokenRepository } from './tokens/access-token.repository';
import { AccessTokenResolver } from './tokens/access-token.resolver';
import { AccessTokenService } from './tokens/access-token.service';
import type { AccessTokens } from './tokens/access-tokens';
import { TokenCreation } from './tokens/create-token';

interface AuthDependencies extends Dependencies {
  readonly tokens: AccessTokens;
  readonly credentials: Credentials;
  readonly signingIn: SigningIn;
}

export const authRoom: Room<AuthDependencies> = {
  entities: [AccessToken, Session],
  resolvers: [
    resolver(AccessTokenResolver, ({ dataSource, clock, tokens, auditLog, revocations, config }) => {
      const rows = new AccessTokenRepository(dataSource);
      const service = new AccessTokenService(dataSource, clock, tokens, rows, auditLog, revocations);
      return new AccessTokenResolver(service, new TokenCreation(dataSource, clock, service, config.tokenMaxMs));
    }),
    resolver(SessionResolver, ({ signingIn }) => new SessionResolver(signingIn.sessions)),
    resolver(SignInResolver, ({ signingIn }) => new SignInResolver(signingIn.requests)),
    resolver(
      SingleSignOnResolver,
      ({ signingIn, dataSource, auditLog }) =>
        new SingleSignOnResolver(signingIn.singleSignOn, new LinkedIdentities(dataSource, auditLog)),
    ),
  ],
  sweeps: ({ credentials, tokens, signingIn: { sessions, links, requests, providerSignIn } }) => [
    () => credentials.saveLastUses(),
    () => tokens.deleteOld(),
    () => sessions.deleteOld(),
    () => links.deleteOld(),
    () => requests.deleteOld(),
    () => providerSignIn.deleteOld(),
  ],
  startInWorker({ dataSource, clock, auditLog, log, pollScale }) {
    const mails = new SignInMails(dataSource, clock, auditLog, log, pollScale);
    mails.start();
    return mails;
  },
};

/** What the resolvers and the pages of signing in share. Created once per server. */
export type SigningIn = ReturnType<typeof createSigningIn>;

export function createSigningIn({ dataSource, clock, auditLog, revocations, log, config }: Dependencies) {
  const sessions = new SessionService(dataSource, clock, config, auditLog, revocations);
  const links = new SignInLinks(dataSource, clock);
  const signIn = new SignIn(dataSource, clock, links, sessions, auditLog);
  const providers = new IdentityProviders(config.providerReach);
  const secretBox = new SecretBox([config.secretsKey, config.secretsKeyBefore].filter((key) => key !== null));
  const clients = new ProviderClients(providers, secretBox);
  const singleSignOn = new SingleSignOnService(
    dataSource,
    clock,
    clients,
    new DomainProofs(dataSource, clock, auditLog),
    auditLog,
    revocations,
  );
  return {
    sessions,
    links,
    requests: new SignInRequests(dataSource, clock, config),
    signIn,
    singleSignOn,
    providerSignIn: new ProviderSignIn(
      dataSource,
      clock,
      providers,
      clients,
      signIn,
      new ProviderAccounts(clock, auditLog),
      auditLog,
      log,
      config,
    ),
  };
}
