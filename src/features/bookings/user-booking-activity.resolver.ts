import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { shareEventLoop } from '../../platform/graphql/event-loop-share';
import { monthRangeOf, monthsComplexity } from '../../platform/graphql/month-range';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateScalar, DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { assertAllowed } from '../auth/denials';
import { Permission } from '../auth/permissions';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { checkSeeFiguresOf } from '../users/user.policy';
import { bookingActivityLoader, monthlyBookingsLoader } from './booking-activity.loaders';

@ObjectType({ simpleResolvers: true, description: 'Numbers of confirmed bookings on both bases.' })
export class BookingCounts {
  @Field(() => Int, {
    description: 'Number of bookings that start in the month (`startsAt`), including its future days.',
  })
  booked: number;

  @Field(() => Int, { description: 'Number of bookings created in the month (`createdAt`), whenever they start.' })
  created: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Dates of confirmed bookings on both bases, in the venue time zone.',
})
export class BookingDates {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'By start (`startsAt`); null without confirmed bookings.',
  })
  booked: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'By creation (`createdAt`); null without confirmed bookings.',
  })
  created: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "A user's booking figures. Only CONFIRMED bookings count. Months are calendar months in the venue time zone.",
})
export class BookingActivity {
  @Field(() => BookingCounts, { description: 'Bookings of the month that contains `asOf`.' })
  thisMonth: BookingCounts;

  @Field(() => BookingCounts, { description: 'Bookings of the month before `thisMonth`.' })
  lastMonth: BookingCounts;

  @Field(() => BookingDates, { description: 'Date of the first booking ever, independent of `asOf`.' })
  firstDate: BookingDates;

  @Field(() => BookingDates, {
    description: 'Date of the last booking, which may be in the future, independent of `asOf`.',
  })
  lastDate: BookingDates;

  @Field(() => Boolean, { description: 'Whether the user has a confirmed booking, past or future.' })
  hasBooked: boolean;

  userId: number;
}

@ObjectType({ simpleResolvers: true, description: 'Numbers of confirmed bookings of one month on both bases.' })
export class MonthlyBookingCounts extends BookingCounts {
  @Field(() => YearMonthScalar, { description: 'Calendar month in the venue time zone.' })
  month: string;
}

/** Adds `User.bookingActivity`. It is declared here because users must not depend on bookings. */
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
      "The user's booking figures, the same as in exports. " +
      'Requires the permission BOOKINGS_VIEW, or the permissions of user exports, ' +
      'because those files contain the figures; otherwise null with FORBIDDEN. Viewers always see their own.',
    complexity: 5,
  })
  async bookingActivity(
    @Root() user: User,
    @Ctx() operation: Operation,
    // The scalar has validated itself. Without `validate: false`, class-validator would run for every user.
    @Arg('asOf', () => DateTimeScalar, {
      nullable: true,
      validate: false,
      description:
        'The instant whose month is "this month"; absent: the `asOf` of the `users` list that returned the user, otherwise now.',
    })
    asOf: Date | null,
  ): Promise<BookingActivity> {
    assertAllowed(checkSeeFiguresOf(operation.viewer, user.id, Permission.BOOKINGS_VIEW, '`bookingActivity`'));
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
      lastDate: { booked: dateOf(figures.lastBookedMs), created: dateOf(figures.lastCreatedMs) },
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
      'One entry per month of the range, including empty months; independent of `asOf`. ' +
      'BAD_USER_INPUT if `to` is before `from`, or for more than 600 months.',
    complexity: monthsComplexity,
  })
  async months(
    @Root() { userId }: BookingActivity,
    @Ctx() operation: Operation,
    @Arg('from', () => YearMonthScalar, { description: 'First month, in the venue time zone.' }) from: string,
    @Arg('to', () => YearMonthScalar, { description: 'Last month, inclusive.' }) to: string,
  ): Promise<MonthlyBookingCounts[]> {
    const { timezone } = await organizationOf(operation, this.organizations);
    const range = monthRangeOf(operation, timezone, from, to);
    const counts = await monthlyBookingsLoader(operation, this.dataSource, range).load(userId);
    await shareEventLoop(operation, range.months.length);
    return range.months.map((month, index) => ({
      month,
      booked: counts?.booked[index] ?? 0,
      created: counts?.created[index] ?? 0,
    }));
  }
}
