import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';
import { Role } from '../auth/permissions';
import { Organization } from '../organizations/organization.entity';
import type { Ownership } from './ownership';
import { User } from './user.entity';
import type { Scope } from './user.policy';
import type { UserRepository } from './user.repository';

/** Adds `Organization.owner` from here, so that organizations need not know users. */
@Resolver(() => Organization)
export class OwnershipResolver {
  constructor(
    private readonly users: UserRepository,
    private readonly ownership: Ownership,
  ) {}

  @FieldResolver(() => User, { nullable: true, description: 'Its owner; null for those who may not see other users.' })
  owner(@Ctx() { viewer }: Operation): Promise<User | null> {
    return this.users.findOwner(ownerScope(viewer));
  }

  @Authorized()
  @Mutation(() => User, {
    description:
      "Makes another user the owner and returns them, and makes the owner an admin with every permission. Only for the owner. The new owner takes over open export requests, unsent mails to the owner, and all exports of the dataset ORGANIZATION; `requestedBy` of those under way becomes the new owner. The former owner's links to these exports stop working. Exports of other datasets stay with their requesters. CONFLICT for a user who is not ACTIVE.",
  })
  transferOwnership(
    @Arg('userId', () => ID, { description: 'Who becomes the owner.' }) userId: string,
    @Ctx() operation: Operation,
  ): Promise<User> {
    return this.ownership.transfer(operation, userId);
  }
}

const ownerScope = ({ role, organizationId, userId }: Viewer): Scope =>
  role === Role.MEMBER ? { organizationId, onlyUserId: userId } : { organizationId };
