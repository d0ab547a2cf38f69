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
    description: 'Makes another user the owner and returns them, and makes the owner an admin with every permission. Only for the owner. In the same step the new owner takes over what is the owner’s alone: open requests for exports, mails to the owner that wait, and the exports of dataset ORGANIZATION, finished or under way (`requestedBy` of those under way becomes the new owner); links to these that the old owner holds stop working. Exports of other datasets stay with the person who asked for them. CONFLICT for a user who is not ACTIVE.',
  })
  transferOwnership(@Arg('userId', () => ID, { description: 'Who becomes the owner.' }) userId: string, @Ctx() operation: Operation): Promise<User> {
    return this.ownership.transfer(operation, userId);
  }
}

const ownerScope = ({ role, organizationId, userId }: Viewer): Scope => (role === Role.MEMBER ? { organizationId, onlyUserId: userId } : { organizationId });
