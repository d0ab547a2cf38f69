import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { forbidden } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import { DateScalar, DateTimeScalar } from '../../platform/graphql/scalars';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { organizationOf } from '../users/user.loaders';
import { canSeeBookingFiguresOf } from '../users/user.policy';
import { bookingActivityLoader } from './booking-activity.loaders';

@ObjectType({ simpleResolvers: true, description: 'How many confirmed bookings, counted on both bases.' })
export class BookingCounts {
  @Field(() => Int, { description: 'Bookings that begin in the month (`startsAt`), later days of it included.' })
  booked: number;

  @Field(() => Int, { description: 'Bookings that were made in the month (`createdAt`), whenever they begin.' })
  created: number;
}

@ObjectType({ simpleResolvers: true, description: 'Dates of confirmed bookings on both bases, in the venue time zone.' })
export class BookingDates {
  @Field(() => DateScalar, { nullable: true, description: 'Date of the earliest `startsAt`; null: no confirmed booking.' })
  booked: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Date of the earliest `createdAt`; null: no confirmed booking.' })
  created: string | null;
}

@ObjectType({ simpleResolvers: true, description: "A user's booking figures. Only CONFIRMED bookings count. Months are calendar months of the venue time zone." })
export class BookingActivity {
  @Field(() => BookingCounts, { description: 'The month that holds `asOf`.' })
  thisMonth: BookingCounts;

  @Field(() => BookingCounts, { description: 'The month before it.' })
  lastMonth: BookingCounts;

  @Field(() => BookingDates, { description: 'The first booking ever.' })
  firstDate: BookingDates;

  @Field(() => Boolean, { description: 'Whether there is at least one confirmed booking.' })
  hasBooked: boolean;
}

/** Adds `User.bookingActivity` from here, so that users need not know bookings. */
@Resolver(() => User)
export class UserBookingActivityResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @FieldResolver(() => BookingActivity, {
    description: "The user's booking figures, the same as in exports. FORBIDDEN for those who may see the user but not their bookings.",
    complexity: 5,
  })
  async bookingActivity(
    @Root() user: User,
    @Ctx() operation: Operation,
    @Arg('asOf', () => DateTimeScalar, { nullable: true, description: 'The instant that this and last month are measured from; absent: now.' }) asOf: Date | null,
  ): Promise<BookingActivity> {
    if (!canSeeBookingFiguresOf(operation.viewer, user.id)) throw forbidden('This needs the permission BOOKINGS_VIEW.');
    const { timezone } = await organizationOf(operation, this.organizations);
    const figures = await bookingActivityLoader(operation, this.dataSource, timezone, asOf ?? operation.startedAt).load(user.id);
    const dateOf = (instantMs: number | null) => (instantMs === null ? null : VenueCalendar.of(timezone).dateOf(instantMs));
    return {
      thisMonth: { booked: figures.bookedThisMonth, created: figures.createdThisMonth },
      lastMonth: { booked: figures.bookedLastMonth, created: figures.createdLastMonth },
      firstDate: { booked: dateOf(figures.firstBookedMs), created: dateOf(figures.firstCreatedMs) },
      hasBooked: figures.firstBookedMs !== null,
    };
  }
}
