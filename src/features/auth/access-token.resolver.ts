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
      "Revokes an access token permanently: one of the viewer's own or, for the owner, any of the organization. Its WebSockets, live streams, download links and running downloads end within seconds. Idempotent. NOT_FOUND for any other token.",
  })
  revokeToken(
    @Arg('id', () => ID, { description: 'The id of the token; `viewer.tokens` and `User.tokens` list them.' })
    id: string,
    @Ctx() operation: Operation,
  ): Promise<AccessToken> {
    return this.service.revoke(operation, id);
  }

  @FieldResolver(() => Boolean, { description: 'Whether this request was signed in with it.' })
  isCurrent(@Root() { id }: AccessToken, @Ctx() { viewer }: Operation): boolean {
    return id === viewer.tokenId;
  }
}
