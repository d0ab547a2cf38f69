import { Arg, Args, Authorized, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType } from '../../platform/graphql/connection';
import { exactlyOne } from '../../platform/graphql/exactly-one';
import { idOf } from '../../platform/graphql/ids';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { userScope } from '../auth/scopes';
import { customPropertiesOf, namedItemsOf } from '../organizations/organization.loaders';
import { type OrganizationRepository, plansWithIds } from '../organizations/organization.repository';
import { Location, Plan, Team } from '../organizations/reference-data.entity';
import { displayNameOf, User } from './user.entity';
import { UsersArgs } from './user.inputs';
import type { UserRepository } from './user.repository';
import { type UserFigureAccess, userListComplexity, usersFilter } from './user-figure-access';
import { maxUsernameLength } from './user-limits';

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
    description:
      'A user by id or by username. Null if there is no such user or the viewer may not see the user. ' +
      'BAD_USER_INPUT unless exactly one of the arguments is set.',
  })
  user(
    @Arg('id', () => ID, { nullable: true, description: 'Id of the user.' }) id: string | null | undefined,
    @Arg('username', () => String, {
      nullable: true,
      description: 'Username, ignoring case (full Unicode case folding and NFKC).',
    })
    @MaxCharacters(maxUsernameLength)
    username: string | null | undefined,
    @Ctx() { viewer }: Operation,
  ): Promise<User | null> {
    const [argument, value] = exactlyOne({ id, username });
    return argument === 'id'
      ? this.users.find(userScope(viewer), idOf(value))
      : this.users.findByUsername(userScope(viewer), value);
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
    const figures = await this.figures.resolve(operation, scope, {
      ...args,
      users: usersFilter(args.filter),
    });
    const page = await this.users.list(scope, args, figures);
    for (const user of page.nodes) user.figuresAsOf = args.asOf ?? undefined;
    return page;
  }

  @FieldResolver(() => String, { description: 'First and last name, or the username if both are empty.' })
  displayName(@Root() user: User): string {
    return displayNameOf(user);
  }

  @FieldResolver(() => [Plan], { description: 'Plans of the user.' })
  async planRefs(@Root() { planIds }: User, @Ctx() operation: Operation): Promise<Plan[]> {
    return planIds.length === 0 ? [] : plansWithIds(await namedItemsOf(operation, this.organizations), planIds);
  }

  @FieldResolver(() => [String], {
    description: 'Names of the plans of the user.',
    deprecationReason: 'Use `planRefs { name }`.',
  })
  async plans(@Root() user: User, @Ctx() operation: Operation): Promise<string[]> {
    return (await this.planRefs(user, operation)).map(({ name }) => name);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'Team of the user. Null if the user has none.' })
  async teamRef(@Root() { teamId }: User, @Ctx() operation: Operation): Promise<Team | null> {
    return teamId === null ? null : ((await namedItemsOf(operation, this.organizations)).teams.get(teamId) ?? null);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the team of the user. Null if the user has none.',
    deprecationReason: 'Use `teamRef { name }`.',
  })
  async team(@Root() user: User, @Ctx() operation: Operation): Promise<string | null> {
    return (await this.teamRef(user, operation))?.name ?? null;
  }

  @FieldResolver(() => Location, {
    nullable: true,
    description: 'Primary location of the user. Null if the user has none.',
  })
  async primaryLocationRef(@Root() { primaryLocationId }: User, @Ctx() operation: Operation): Promise<Location | null> {
    return primaryLocationId === null
      ? null
      : ((await namedItemsOf(operation, this.organizations)).locations.get(primaryLocationId) ?? null);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the primary location of the user. Null if the user has none.',
    deprecationReason: 'Use `primaryLocationRef { name }`.',
  })
  async primaryLocation(@Root() user: User, @Ctx() operation: Operation): Promise<string | null> {
    return (await this.primaryLocationRef(user, operation))?.name ?? null;
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
