import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { forbidden } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateScalar, DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { monthRange, monthsComplexity } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { organizationOf } from '../users/user.loaders';
import { canSeeBookingFiguresOf } from '../users/user.policy';
import { bookingActivityLoader, monthlyBookingsLoader } from './booking-activity.loaders';

@ObjectType({ simpleResolvers: true, description: 'How many confirmed bookings, counted on both bases.' })
export class BookingCounts {
  @Field(() => Int, { description: 'Bookings that begin in the month (`startsAt`), later days of it included.' })
  booked: number;

  @Field(() => Int, { description: 'Bookings that were made in the month (`createdAt`), whenever they begin.' })
  created: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Dates of confirmed bookings on both bases, in the venue time zone.',
})
export class BookingDates {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Date of the earliest `startsAt`; null: no confirmed booking.',
  })
  booked: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Date of the earliest `createdAt`; null: no confirmed booking.',
  })
  created: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "A user's booking figures. Only CONFIRMED bookings count. Months are calendar months of the venue time zone.",
})
export class BookingActivity {
  @Field(() => BookingCounts, { description: 'In the month that holds `asOf`.' })
  thisMonth: BookingCounts;

  @Field(() => BookingCounts, { description: 'In the month before it.' })
  lastMonth: BookingCounts;

  @Field(() => BookingDates, { description: 'The first booking ever, whatever `asOf` is.' })
  firstDate: BookingDates;

  @Field(() => Boolean, { description: 'Whether there is at least one confirmed booking, past or to come.' })
  hasBooked: boolean;

  userId: number;
}

@ObjectType({ simpleResolvers: true, description: 'How many confirmed bookings in one month, counted on both bases.' })
export class MonthlyBookingCounts extends BookingCounts {
  @Field(() => YearMonthScalar, { description: 'The calendar month of the venue time zone.' })
  month: string;
}

/** Adds `User.bookingActivity` from here, so that users need not know bookings. */
@Resolver(() => User)
export class UserBookingActivityResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Refusable('BOOKINGS_VIEW, or the three permissions of user exports')
  @FieldResolver(() => BookingActivity, {
    nullable: true,
    description:
      "The user's booking figures, the same as in exports. Needs BOOKINGS_VIEW, or the three permissions of user exports, whose files hold the same figures; otherwise null and FORBIDDEN, but for one's own.",
    complexity: 5,
  })
  async bookingActivity(
    @Root() user: User,
    @Ctx() operation: Operation,
    // A scalar has checked itself: class-validator would be asked once more for every user.
    @Arg('asOf', () => DateTimeScalar, {
      nullable: true,
      validate: false,
      description:
        'The instant that this and last month are measured from; absent: the `asOf` of the `users` that the user came out of, or else now.',
    })
    asOf: Date | null,
  ): Promise<BookingActivity> {
    if (!canSeeBookingFiguresOf(operation.viewer, user.id)) throw forbidden('This needs the permission BOOKINGS_VIEW.');
    const { timezone } = await organizationOf(operation, this.organizations);
    const figures = await bookingActivityLoader(
      operation,
      this.dataSource,
      timezone,
      asOf ?? user.figuresAsOf ?? operation.startedAt,
    ).load(user.id);
    const dateOf = (instantMs: number | null) =>
      instantMs === null ? null : VenueCalendar.of(timezone).dateOf(instantMs);
    return {
      thisMonth: { booked: figures.bookedThisMonth, created: figures.createdThisMonth },
      lastMonth: { booked: figures.bookedLastMonth, created: figures.createdLastMonth },
      firstDate: { booked: dateOf(figures.firstBookedMs), created: dateOf(figures.firstCreatedMs) },
      hasBooked: figures.firstBookedMs !== null,
      userId: user.id,
    };
  }
}

@Resolver(() => BookingActivity)
export class MonthlyBookingsResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @FieldResolver(() => [MonthlyBookingCounts], {
    description:
      'Month by month, zeros too, whatever `asOf` is. BAD_USER_INPUT for a range that is turned round or longer than 600 months.',
    complexity: monthsComplexity,
  })
  async months(
    @Root() { userId }: BookingActivity,
    @Ctx() operation: Operation,
    @Arg('from', () => YearMonthScalar, { description: 'The first month.' }) from: string,
    @Arg('to', () => YearMonthScalar, { description: 'The last month, included.' }) to: string,
  ): Promise<MonthlyBookingCounts[]> {
    const { timezone } = await organizationOf(operation, this.organizations);
    const range = monthRange(VenueCalendar.of(timezone), from, to);
    const counts = await monthlyBookingsLoader(operation, this.dataSource, range).load(userId);
    return range.months.map((month, place) => ({
      month,
      booked: counts?.booked[place] ?? 0,
      created: counts?.created[place] ?? 0,
    }));
  }
}
