import { Arg, Args, Authorized, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType } from '../../platform/graphql/connection';
import { idOf } from '../../platform/graphql/ids';
import { type Operation, remembered } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { type OrganizationRepository, planNames } from '../organizations/organization.repository';
import { displayNameOf, User } from './user.entity';
import { UsersArgs } from './user.inputs';
import { directoryOf } from './user.loaders';
import { userScope } from './user.policy';
import type { UserRepository } from './user.repository';
import { type UserFigureAccess, userListComplexity } from './user-figure-access';

export const UserConnection = connectionType(() => User, 'User', 'users');

@ObjectType({ simpleResolvers: true, description: "A user's value of one of the organization's custom properties." })
export class CustomValue {
  @Field(() => String, { description: "The property's key." })
  key: string;

  @Field(() => String, { description: "The property's name." })
  name: string;

  @Field(() => String, { nullable: true, description: "The user's value; null: none." })
  value: string | null;
}

@Resolver(() => User)
export class UserResolver {
  constructor(
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  @Authorized()
  @Query(() => User, {
    nullable: true,
    description: 'One user; null when there is none of that id, or the viewer may not see them.',
  })
  user(
    @Arg('id', () => ID, { description: "The user's id." }) id: string,
    @Ctx() operation: Operation,
  ): Promise<User | null> {
    return this.users.find(userScope(operation.viewer), idOf(id));
  }

  @Authorized()
  @Refusable('BOOKINGS_VIEW or INVOICES_VIEW, for an order or a filter by figures')
  @Query(() => UserConnection, {
    name: 'users',
    description:
      'The users of the organization, page by page. A member, and an admin without IDENTITIES_VIEW, sees only themself, and `scope` is OWN. FORBIDDEN for orders and filters by figures that the viewer may not see.',
    complexity: userListComplexity,
  })
  async listUsers(@Args() args: UsersArgs, @Ctx() operation: Operation): Promise<Connection<User>> {
    const scope = userScope(operation.viewer);
    const figures = await this.figures.resolve(operation, scope, { path: 'filter', ...args });
    const page = await this.users.list(scope, args, figures);
    for (const user of page.nodes) user.figuresAsOf = args.asOf ?? undefined;
    return page;
  }

  @FieldResolver(() => String, { description: 'Given and family name; the username where there is neither.' })
  displayName(@Root() user: User): string {
    return displayNameOf(user);
  }

  @FieldResolver(() => [String], { description: 'Names of the plans the user is on.' })
  async plans(@Root() user: User, @Ctx() operation: Operation): Promise<string[]> {
    if (user.planIds.length === 0) return [];
    return planNames(await directoryOf(operation, this.organizations), user.planIds);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the team the user belongs to.' })
  async team(@Root() user: User, @Ctx() operation: Operation): Promise<string | null> {
    return user.teamId === null
      ? null
      : ((await directoryOf(operation, this.organizations)).teams.get(user.teamId) ?? null);
  }

  @FieldResolver(() => String, { nullable: true, description: "Name of the user's primary location." })
  async primaryLocation(@Root() user: User, @Ctx() operation: Operation): Promise<string | null> {
    return user.primaryLocationId === null
      ? null
      : ((await directoryOf(operation, this.organizations)).locations.get(user.primaryLocationId) ?? null);
  }

  @FieldResolver(() => [CustomValue], {
    description: "The organization's custom properties with this user's values, in the organization's order.",
  })
  async customProperties(@Root() user: User, @Ctx() operation: Operation): Promise<CustomValue[]> {
    const properties = await remembered(operation, CustomValue, () =>
      this.organizations.listCustomProperties(operation.viewer),
    );
    // A key may be called "constructor".
    return properties.map(({ key, name }) => ({
      key,
      name,
      value: Object.hasOwn(user.customValues, key) ? user.customValues[key]! : null,
    }));
  }
}
