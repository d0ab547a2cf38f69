import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { credentialId } from '../credentials';
import { Session } from './session.entity';
import type { SessionService } from './session.service';

@Resolver(() => Session)
export class SessionResolver {
  constructor(private readonly service: SessionService) {}

  @Authorized()
  @Mutation(() => Session, {
    description:
      'Ends a session permanently, and revokes the access tokens that were created with it. Revokes them also if the session has already ended. ' +
      'Its WebSockets with their subscriptions, its download links and running downloads end within seconds. ' +
      'Unfinished exports and imports that were started with it fail with CREDENTIAL_REVOKED. ' +
      'Users may end their own sessions; the owner may end any session of the organization. ' +
      'FORBIDDEN for a limited access token. Idempotent. NOT_FOUND for any other id.',
  })
  async revokeSession(
    @Arg('id', () => ID, { description: 'Id of the session, from `viewer.sessions` or `User.sessions`.' })
    id: string,
    @Ctx() operation: Operation,
  ): Promise<Session> {
    const revoked = await this.service.revoke(operation, id);
    if (this.isCurrent(revoked, operation)) operation.clearSessionCookie();
    return revoked;
  }

  @Authorized()
  @Mutation(() => Session, {
    description:
      'Ends the session of this request, but not the access tokens, exports and imports that were created with it, and deletes its cookie unless it was sent over a WebSocket. ' +
      'FORBIDDEN for a request with an access token.',
  })
  async signOut(@Ctx() operation: Operation): Promise<Session> {
    const ended = await this.service.signOut(operation);
    operation.clearSessionCookie();
    return ended;
  }

  @FieldResolver(() => Boolean, { description: 'Whether this request was authenticated with this session.' })
  isCurrent(@Root() { id }: Session, @Ctx() { viewer }: Operation): boolean {
    return credentialId('session', id) === viewer.credential;
  }
}
