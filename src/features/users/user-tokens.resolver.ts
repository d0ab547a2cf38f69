import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { AccessToken } from '../auth/access-token.entity';
import { TokensArgs } from '../auth/access-token.inputs';
import { tokensLoader } from '../auth/access-token.loaders';
import type { AccessTokenRepository } from '../auth/access-token.repository';
import { User } from './user.entity';
import { canSeeTokensOf } from './user.policy';
import { ViewerType } from './viewer.resolver';

@Resolver(() => ViewerType)
export class ViewerTokensResolver {
  constructor(private readonly accessTokens: AccessTokenRepository) {}

  @FieldResolver(() => [AccessToken], {
    description: 'Access tokens of the viewer, newest first. Only valid ones unless `includeEnded` is set.',
    complexity: listComplexity,
  })
  tokens(@Args() args: TokensArgs, @Ctx() operation: Operation): Promise<AccessToken[]> {
    return tokensLoader(operation, this.accessTokens, args).load(operation.viewer.userId);
  }
}

@Resolver(() => User)
export class UserTokensResolver {
  constructor(private readonly accessTokens: AccessTokenRepository) {}

  @FieldResolver(() => [AccessToken], {
    nullable: true,
    description:
      'Access tokens of the user, newest first. Only valid ones unless `includeEnded` is set. ' +
      'Null unless the viewer is the user or the owner.',
    complexity: listComplexity,
  })
  async tokens(
    @Root() { id }: User,
    @Args() args: TokensArgs,
    @Ctx() operation: Operation,
  ): Promise<AccessToken[] | null> {
    return canSeeTokensOf(operation.viewer, id) ? tokensLoader(operation, this.accessTokens, args).load(id) : null;
  }
}
