import { Arg, Args, Authorized, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType } from '../../platform/graphql/connection';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { userScope } from '../auth/scopes';
import { customPropertiesOf, directoryOf } from '../organizations/organization.loaders';
import { type OrganizationRepository, planNames } from '../organizations/organization.repository';
import { displayNameOf, User } from './user.entity';
import { UsersArgs } from './user.inputs';
import type { UserRepository } from './user.repository';
import { type UserFigureAccess, userListComplexity } from './user-figure-access';

const UserConnection = connectionType(() => User, 'User', 'users');

@ObjectType({ simpleResolvers: true, description: "A user's value of a custom property." })
export class CustomValue {
  @Field(() => String, { description: 'Key of the property.' })
  key: string;

  @Field(() => String, { description: 'Display name of the property.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Value. Null if the user has none.' })
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
    description: 'A user by id. Null if the id is unknown or the viewer may not see the user.',
  })
  user(
    @Arg('id', () => ID, { description: 'Id of the user.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<User | null> {
    return this.users.find(userScope(operation.viewer), idOf(id));
  }

  @Authorized()
  @Refusable('BOOKINGS_VIEW or INVOICES_VIEW, for an order or a filter by figures')
  @Query(() => UserConnection, {
    name: 'users',
    description:
      'The users of the organization as a paginated list. ' +
      'Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. ' +
      'FORBIDDEN for orders and filters by figures that the viewer may not see.',
    complexity: userListComplexity,
  })
  async listUsers(@Args() args: UsersArgs, @Ctx() operation: Operation): Promise<Connection<User>> {
    const scope = userScope(operation.viewer);
    const figures = await this.figures.resolve(operation, scope, { path: 'filter', ...args });
    const page = await this.users.list(scope, args, figures);
    for (const user of page.nodes) user.figuresAsOf = args.asOf ?? undefined;
    return page;
  }

  @FieldResolver(() => String, { description: 'First and last name, or the username if both are empty.' })
  displayName(@Root() user: User): string {
    return displayNameOf(user);
  }

  @FieldResolver(() => [String], { description: 'Names of the plans of the user.' })
  async plans(@Root() user: User, @Ctx() operation: Operation): Promise<string[]> {
    if (user.planIds.length === 0) return [];
    return planNames(await directoryOf(operation, this.organizations), user.planIds);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the team of the user. Null if the user has none.',
  })
  async team(@Root() user: User, @Ctx() operation: Operation): Promise<string | null> {
    return user.teamId === null
      ? null
      : ((await directoryOf(operation, this.organizations)).teams.get(user.teamId) ?? null);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the primary location of the user. Null if the user has none.',
  })
  async primaryLocation(@Root() user: User, @Ctx() operation: Operation): Promise<string | null> {
    return user.primaryLocationId === null
      ? null
      : ((await directoryOf(operation, this.organizations)).locations.get(user.primaryLocationId) ?? null);
  }

  @FieldResolver(() => [CustomValue], {
    description: "Custom properties of the organization with this user's values, in the order of their export columns.",
  })
  async customProperties(@Root() user: User, @Ctx() operation: Operation): Promise<CustomValue[]> {
    const properties = await customPropertiesOf(operation, this.organizations);
    // A key can be "constructor".
    return properties.map(({ key, name }) => ({
      key,
      name,
      value: Object.hasOwn(user.customValues, key) ? user.customValues[key]! : null,
    }));
  }
}
