import { Authorized, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { notFound } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';
import { Permission, Role } from '../auth/permissions';
import { Organization } from '../organizations/organization.entity';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from './user.entity';
import type { UserRepository } from './user.repository';

@ObjectType('Viewer', {
  simpleResolvers: true,
  description: 'Who is asking: the person that the access token belongs to.',
})
export class ViewerType {
  @Field(() => User, { description: 'Their own account.' })
  user: () => Promise<User>;

  @Field(() => Organization, { description: 'The organization they belong to.' })
  organization: () => Promise<Organization>;

  @Field(() => Role, { description: 'What they are in it.' })
  role: Role;

  @Field(() => [Permission], {
    description:
      'The permissions that count for them: all for the owner, those granted for an admin, none for a member.',
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
  @Query(() => ViewerType, { description: 'Who is asking.' })
  viewer(@Ctx() { viewer }: Operation): ViewerType {
    return {
      user: () => this.ownAccount(viewer),
      organization: () => this.organizations.get(viewer),
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
