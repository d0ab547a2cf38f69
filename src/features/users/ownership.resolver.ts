import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';
import { Role } from '../auth/permissions';
import { type Scope, userScope } from '../auth/scopes';
import { Organization } from '../organizations/organization.entity';
import type { Ownership } from './ownership';
import { User } from './user.entity';
import type { UserRepository } from './user.repository';

/** Adds `Organization.owner`; `organizations` must not import `users`. */
@Resolver(() => Organization)
export class OwnershipResolver {
  constructor(
    private readonly users: UserRepository,
    private readonly ownership: Ownership,
  ) {}

  @FieldResolver(() => User, {
    nullable: true,
    description:
      'Owner of the organization. Null for members, and for limited access tokens without IDENTITIES_VIEW, unless the viewer ' +
      'is the owner.',
  })
  owner(@Ctx() { viewer }: Operation): Promise<User | null> {
    return this.users.findOwner(ownerScope(viewer));
  }

  @Authorized()
  @Mutation(() => User, {
    description:
      'Makes another user the owner, and the viewer an admin with all permissions. Returns the new owner. ' +
      'FORBIDDEN unless the viewer is the owner in a session. ' +
      'The sessions, access tokens and linked identity of the new owner end. The new owner then signs in by a link, and with ' +
      'the identity provider only after confirming it with `setSingleSignOn`. ' +
      'The new owner takes over open export requests, unsent mails to the owner, and all exports of the dataset ' +
      "ORGANIZATION; `requestedBy` of unfinished ones changes, and the former owner's links to them stop working. " +
      'Exports of other datasets stay with their requesters. NOT_FOUND if the id is unknown. CONFLICT unless the user is ACTIVE.',
  })
  transferOwnership(
    @Arg('userId', () => ID, { description: 'Id of the new owner.' }) userId: string,
    @Ctx() operation: Operation,
  ): Promise<User> {
    return this.ownership.transfer(operation, userId);
  }
}

/** Admins see the owner without a permission, because only the owner can give them more. */
function ownerScope(viewer: Viewer): Scope {
  const { role, organizationId, userId, permissionLimit } = viewer;
  if (permissionLimit !== null) return userScope(viewer);
  return role === Role.MEMBER ? { organizationId, onlyUserId: userId } : { organizationId };
}
