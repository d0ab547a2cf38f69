import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { CredentialsArgs } from '../auth/credential.inputs';
import { credentialsLoader } from '../auth/credential.loaders';
import type { CredentialLists } from '../auth/credential-lists';
import { Session } from '../auth/sessions/session.entity';
import type { LinkedIdentities } from '../auth/single-sign-on/linked-identities';
import { linkedIdentityLoader } from '../auth/single-sign-on/linked-identity.loaders';
import { LinkedIdentity } from '../auth/single-sign-on/linked-identity.type';
import { AccessToken } from '../auth/tokens/access-token.entity';
import { User } from './user.entity';
import { canSeeCredentialsOf } from './user.policy';
import { ViewerType } from './viewer.resolver';

const tokensDescription =
  'newest first. Only valid ones unless `includeEnded` is set. Tokens are deleted 30 days after they expired or were revoked.';
const sessionsDescription =
  'newest first. Only those that have not ended unless `includeEnded` is set. ' +
  'Ended sessions are deleted 30 days after their `expiresAt`.';
const onlyOwn = 'Null unless the viewer is the user or the owner.';

@Resolver(() => ViewerType)
export class ViewerCredentialsResolver {
  constructor(private readonly credentials: CredentialLists) {}

  @FieldResolver(() => [AccessToken], {
    description: `Access tokens of the viewer, ${tokensDescription}`,
    complexity: listComplexity,
  })
  tokens(@Args() args: CredentialsArgs, @Ctx() operation: Operation): Promise<AccessToken[]> {
    return credentialsLoader(operation, 'token', this.credentials, args).load(operation.viewer.userId);
  }

  @FieldResolver(() => [Session], {
    description: `Sessions of the viewer, ${sessionsDescription}`,
    complexity: listComplexity,
  })
  sessions(@Args() args: CredentialsArgs, @Ctx() operation: Operation): Promise<Session[]> {
    return credentialsLoader(operation, 'session', this.credentials, args).load(operation.viewer.userId);
  }
}

@Resolver(() => User)
export class UserCredentialsResolver {
  constructor(
    private readonly credentials: CredentialLists,
    private readonly identities: LinkedIdentities,
  ) {}

  @FieldResolver(() => LinkedIdentity, {
    nullable: true,
    description: `The identity at the provider by which the user signs in. Null if there is none. ${onlyOwn}`,
  })
  async linkedIdentity(@Root() { id }: User, @Ctx() operation: Operation): Promise<LinkedIdentity | null> {
    return canSeeCredentialsOf(operation.viewer, id) ? linkedIdentityLoader(operation, this.identities).load(id) : null;
  }

  @FieldResolver(() => [AccessToken], {
    nullable: true,
    description: `Access tokens of the user, ${tokensDescription} ${onlyOwn}`,
    complexity: listComplexity,
  })
  async tokens(
    @Root() { id }: User,
    @Args() args: CredentialsArgs,
    @Ctx() operation: Operation,
  ): Promise<AccessToken[] | null> {
    if (!canSeeCredentialsOf(operation.viewer, id)) return null;
    return credentialsLoader(operation, 'token', this.credentials, args).load(id);
  }

  @FieldResolver(() => [Session], {
    nullable: true,
    description: `Sessions of the user, ${sessionsDescription} ${onlyOwn}`,
    complexity: listComplexity,
  })
  async sessions(
    @Root() { id }: User,
    @Args() args: CredentialsArgs,
    @Ctx() operation: Operation,
  ): Promise<Session[] | null> {
    if (!canSeeCredentialsOf(operation.viewer, id)) return null;
    return credentialsLoader(operation, 'session', this.credentials, args).load(id);
  }
}
