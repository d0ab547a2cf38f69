import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { bookingScope } from '../auth/scopes';
import { namedItemsOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { Location } from '../organizations/reference-data.entity';
import { User } from '../users/user.entity';
import { userLoader } from '../users/user.loaders';
import type { UserRepository } from '../users/user.repository';
import { filterByUsersNeeds, recordListComplexity, type UserFigureAccess } from '../users/user-figure-access';
import { Booking } from './booking.entity';
import { BookingsArgs } from './booking.inputs';
import type { BookingRepository } from './booking.repository';

const BookingConnection = connectionType(() => Booking, 'Booking', 'bookings');

@Resolver(() => Booking)
export class BookingResolver {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => BookingConnection, {
    nullable: true,
    name: 'bookings',
    description:
      'The bookings of the organization as a paginated list. ' +
      "Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. " +
      'Null with FORBIDDEN for `filter.users` without IDENTITIES_VIEW, unless the scope is OWN.',
    complexity: recordListComplexity,
  })
  async listBookings(@Args() args: BookingsArgs, @Ctx() operation: Operation): Promise<Connection<Booking>> {
    const scope = bookingScope(operation.viewer);
    const figures = await this.figures.resolveForRecords(operation, scope, args.filter, args.asOf);
    return this.bookings.list(scope, args, figures);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The user who booked; null if the viewer may not see that user.',
  })
  user(@Root() booking: Booking, @Ctx() operation: Operation): Promise<User | null> {
    return userLoader(operation, this.users).load(booking.userId);
  }

  @FieldResolver(() => Location, { description: 'The location.' })
  async locationRef(@Root() booking: Booking, @Ctx() operation: Operation): Promise<Location> {
    return (await namedItemsOf(operation, this.organizations)).locations.get(booking.locationId)!;
  }

  @FieldResolver(() => String, {
    description: 'Name of the location.',
    deprecationReason: 'Use `locationRef { name }`.',
  })
  async location(@Root() booking: Booking, @Ctx() operation: Operation): Promise<string> {
    return (await this.locationRef(booking, operation)).name;
  }
}
