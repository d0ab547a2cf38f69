import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { Refusable } from '../../../platform/graphql/refusable';
import type { LinkedIdentities } from './linked-identities';
import { LinkedIdentity } from './linked-identity.type';
import { callbackPath, signInPath } from './sign-in-paths';
import type { SingleSignOnService } from './single-sign-on.service';
import { SingleSignOn, SingleSignOnInput } from './single-sign-on.type';

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
      'Another `issuer` or `clientId`, or a domain less, unlinks the identities of all users. ' +
      'They are linked again when they next sign in. Returns null after a removal. ' +
      'FORBIDDEN unless the viewer is the owner. BAD_USER_INPUT if the configuration of the provider cannot be read.',
  })
  async setSingleSignOn(
    @Arg('input', () => SingleSignOnInput, {
      nullable: true,
      description: 'All settings. Null removes single sign-on.',
    })
    input: SingleSignOnInput | null,
    @Ctx() operation: Operation,
  ): Promise<SingleSignOn | null> {
    if (input) return shown(await this.service.set(operation, input), operation);
    await this.service.remove(operation);
    return null;
  }

  @Authorized()
  @Mutation(() => LinkedIdentity, {
    description:
      'Removes the link between a user and their identity at the provider, for example because the provider has ' +
      'created it again. Sessions go on. At the next sign-in, the user is linked by their verified address. ' +
      'Users may unlink themselves; the owner may unlink any user of the organization. ' +
      'FORBIDDEN for a limited access token. NOT_FOUND for any other id.',
  })
  unlinkIdentity(
    @Arg('id', () => ID, { description: 'Id of the link, from `User.linkedIdentity`.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<LinkedIdentity> {
    return this.identities.unlink(operation, id);
  }
}

const shown = (
  settings: Awaited<ReturnType<SingleSignOnService['find']>>,
  { baseUrl }: Operation,
): SingleSignOn | null =>
  settings && {
    issuer: settings.issuer,
    clientId: settings.clientId,
    hasClientSecret: settings.clientSecret !== null,
    domains: settings.domains,
    isRequired: settings.isRequired,
    redirectUrl: baseUrl + callbackPath(settings.slug),
    signInUrl: baseUrl + signInPath(settings.slug),
    changedAt: settings.changedAt,
  };
