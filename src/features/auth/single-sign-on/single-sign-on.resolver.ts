import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { Refusable } from '../../../platform/graphql/refusable';
import { proofRecord } from './domain-proofs';
import type { LinkedIdentities } from './linked-identities';
import { LinkedIdentity } from './linked-identity.type';
import type { OrganizationSettings } from './provider-settings';
import { callbackPath, signInPath } from './sign-in-paths';
import type { SingleSignOnService } from './single-sign-on.service';
import { SingleSignOn, SingleSignOnInput } from './single-sign-on.type';

/** A check asks the name servers of each domain. */
const pointsPerCheck = 2000;

@Resolver()
export class SingleSignOnResolver {
  constructor(
    private readonly service: SingleSignOnService,
    private readonly identities: LinkedIdentities,
  ) {}

  @Authorized()
  @Refusable('the role OWNER')
  @Query(() => SingleSignOn, {
    nullable: true,
    description:
      'How users of the organization sign in with their OpenID Connect provider. Null if they do not. ' +
      'Null with FORBIDDEN unless the viewer is the owner.',
  })
  async singleSignOn(@Ctx() operation: Operation): Promise<SingleSignOn | null> {
    return shown(await this.service.find(operation), operation);
  }

  @Authorized()
  @Mutation(() => SingleSignOn, {
    nullable: true,
    description:
      'Sets up, changes or removes signing in with an OpenID Connect provider. ' +
      'A removal, another `issuer` or `clientId`, or a domain less, unlinks the identities of all users, ends the ' +
      'sessions that the provider has signed in to, and revokes the access tokens that were created in them. ' +
      'The session of this request goes on, with its access tokens. ' +
      'The users are linked again when they next sign in. ' +
      'After a transfer of the ownership, the new owner confirms the settings by sending them again, even unchanged. Returns null after a removal. ' +
      'FORBIDDEN unless the viewer is the owner in a session. BAD_USER_INPUT if the configuration of the provider cannot be read.',
  })
  async setSingleSignOn(
    @Arg('input', () => SingleSignOnInput, {
      nullable: true,
      description: 'All settings. Null removes single sign-on.',
    })
    input: SingleSignOnInput | null,
    @Ctx() operation: Operation,
  ): Promise<SingleSignOn | null> {
    return shown(await this.service.set(operation, input), operation);
  }

  @Authorized()
  @Mutation(() => SingleSignOn, {
    description:
      'Checks again which domains have published the record of the organization, `SingleSignOn.domainProofs`. ' +
      'FORBIDDEN unless the viewer is the owner in a session. NOT_FOUND without single sign-on. ' +
      'SERVICE_UNAVAILABLE if the name servers of a domain do not answer: its last result stays.',
    complexity: pointsPerCheck,
  })
  async verifyDomains(@Ctx() operation: Operation): Promise<SingleSignOn> {
    return shown(await this.service.verifyDomains(operation), operation)!;
  }

  @Authorized()
  @Mutation(() => LinkedIdentity, {
    description:
      'Removes the link between a user and their identity at the provider, for example because the provider has ' +
      'created it again. Sessions go on until the provider is removed or replaced. At the next sign-in, the user is linked by their verified address. ' +
      'Users may unlink themselves; the owner may unlink any user of the organization. ' +
      'FORBIDDEN for an access token. NOT_FOUND for any other id.',
  })
  unlinkIdentity(
    @Arg('id', () => ID, { description: 'Id of the link, from `User.linkedIdentity`.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<LinkedIdentity> {
    return this.identities.unlink(operation, id);
  }
}

const shown = (settings: OrganizationSettings | null, { baseUrl, viewer }: Operation): SingleSignOn | null =>
  settings && {
    issuer: settings.issuer,
    clientId: settings.clientId,
    hasClientSecret: settings.clientSecret !== null,
    domains: [...settings.domains],
    domainProofs: settings.proofs.map((proof) => ({ ...proof, record: proofRecord(settings.verificationCode) })),
    isRequired: settings.isRequired,
    isConfirmed: settings.setById === viewer.userId,
    redirectUrl: baseUrl + callbackPath(settings.slug),
    signInUrl: baseUrl + signInPath(settings.slug),
    changedAt: settings.changedAt,
  };
