import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { credentialId } from '../credentials';
import { AccessToken } from './access-token.entity';
import { CreateTokenInput } from './access-token.inputs';
import type { AccessTokenService, CreatedToken } from './access-token.service';
import type { TokenCreation } from './create-token';

@ObjectType({ simpleResolvers: true, description: 'A created access token.' })
export class CreateTokenPayload implements CreatedToken {
  @Field(() => String, {
    description: 'The token itself, for `Authorization: Bearer TOKEN`. Shown only in this response: store it now.',
  })
  token: string;

  @Field(() => AccessToken, { description: 'The record of the token.' })
  accessToken: AccessToken;
}

@Resolver(() => AccessToken)
export class AccessTokenResolver {
  constructor(
    private readonly service: AccessTokenService,
    private readonly creation: TokenCreation,
  ) {}

  @Authorized()
  @Mutation(() => CreateTokenPayload, {
    description:
      'Creates an access token of the viewer, for a program. It can do no more than the request that creates it. ' +
      'Revoking the token of that request, or its session with `revokeSession`, also revokes the new token. ' +
      'LIMIT_REACHED if the viewer already has 100 valid tokens, or has created 200 within an hour.',
  })
  createToken(
    @Arg('input', () => CreateTokenInput, { description: 'The access token to create.' }) input: CreateTokenInput,
    @Ctx() operation: Operation,
  ): Promise<CreateTokenPayload> {
    return this.creation.create(operation, input);
  }

  @Authorized()
  @Mutation(() => AccessToken, {
    description:
      'Revokes an access token permanently, together with the tokens that were created with it. ' +
      'Its WebSockets with their subscriptions, its download links and running downloads end within seconds. ' +
      'Unfinished exports and imports that were started with it fail with CREDENTIAL_REVOKED. ' +
      'Users may revoke their own tokens; the owner may revoke any token of the organization. ' +
      'FORBIDDEN if a limited token would revoke another one. Idempotent. NOT_FOUND for any other id.',
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
    return credentialId('token', id) === viewer.credential;
  }
}
