import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { AccessToken } from './access-token.entity';
import type { AccessTokenService } from './access-token.service';

@Resolver(() => AccessToken)
export class AccessTokenResolver {
  constructor(private readonly service: AccessTokenService) {}

  @Authorized()
  @Mutation(() => AccessToken, {
    description:
      'Revokes an access token permanently. ' +
      'Its WebSockets with their subscriptions, its download links and running downloads end within seconds. ' +
      'Users may revoke their own tokens; the owner may revoke any token of the organization. Idempotent. ' +
      'NOT_FOUND for any other id.',
  })
  revokeToken(
    @Arg('id', () => ID, { description: 'Id of the token, from `viewer.tokens` or `User.tokens`.' })
    id: string,
    @Ctx() operation: Operation,
  ): Promise<AccessToken> {
    return this.service.revoke(operation, id);
  }

  @FieldResolver(() => Boolean, { description: 'Whether this request was authenticated with this token.' })
  isCurrent(@Root() { id }: AccessToken, @Ctx() { viewer }: Operation): boolean {
    return id === viewer.tokenId;
  }
}
