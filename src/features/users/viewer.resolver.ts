import { Authorized, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { notFound } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';
import { Permission, Role } from '../auth/permissions';
import { Organization } from '../organizations/organization.entity';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from './user.entity';
import type { UserRepository } from './user.repository';

@ObjectType('Viewer', {
  simpleResolvers: true,
  description: 'The signed-in user: the user that the access token or session of the request belongs to.',
})
export class ViewerType {
  @Field(() => User, { description: 'Account of the viewer.' })
  user: () => Promise<User>;

  @Field(() => Organization, { description: 'Organization of the viewer.' })
  organization: () => Promise<Organization>;

  @Field(() => Role, {
    description: 'Role of the viewer. With a limited access token of the owner: ADMIN.',
  })
  role: Role;

  @Field(() => [Permission], {
    description:
      'Effective permissions of the viewer: all for the owner, the granted ones for an admin, none for a member. ' +
      'With a limited access token: only the ones that it is limited to.',
  })
  permissions: Permission[];
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Authorized()
  @Query(() => ViewerType, { description: 'The signed-in user.' })
  viewer(@Ctx() operation: Operation): ViewerType {
    const { viewer } = operation;
    return {
      user: () => this.ownAccount(viewer),
      organization: () => organizationOf(operation, this.organizations),
      role: viewer.role,
      permissions: [...viewer.permissions],
    };
  }

  private async ownAccount({ organizationId, userId }: Viewer): Promise<User> {
    const user = await this.users.find({ organizationId, onlyUserId: userId }, userId);
    if (!user) throw notFound('user');
    return user;
  }
}
