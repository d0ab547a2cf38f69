import { ArrayUnique, IsOptional, ValidateNested } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import {
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  Info,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { DataSource } from 'typeorm';
import { Shared } from '../../platform/graphql/audience';
import { MaxValues } from '../../platform/graphql/input-limits';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { BigIntScalar } from '../../platform/graphql/scalars';
import { monthRange } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { BookingFilter, refuseStatus } from '../bookings/booking.inputs';
import { bookingCondition } from '../bookings/booking-condition';
import { durationMsDescription, minutesDescription, wholeMinutes } from '../bookings/duration';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { rollupScope } from '../rollups/day-totals';
import { directoryOf, organizationOf } from '../users/user.loaders';
import { bookingScope } from '../users/user.policy';
import { BookingBasis } from '../users/user-figure.inputs';
import { filterByUsersNeeds, recordStatsComplexity, type UserFigureAccess } from '../users/user-figure-access';
import { type BookingStatFigures, bookingStats, bookingStatUsers, excludedBookings } from './booking-stats';
import { userDimensionNames, type UsersIn } from './dimensions';
import {
  MonthRangeArgs,
  readStats,
  refuseHiddenGroups,
  type RequestedStats,
  requestedStats,
  Stat,
  Stats,
  statsHead,
} from './statistics.types';

export enum BookingDimension {
  LOCATION = 'LOCATION',
  PLAN = 'PLAN',
  TEAM = 'TEAM',
  ACCOUNT_TYPE = 'ACCOUNT_TYPE',
  USER_STATUS = 'USER_STATUS',
  WEEKDAY = 'WEEKDAY',
  HOUR = 'HOUR',
}

registerEnumType(BookingDimension, {
  name: 'BookingDimension',
  description:
    'What bookings can be grouped by, beside the month. Whatever is asked of users is as it is now, not as it was at the time.',
  valuesConfig: {
    LOCATION: { description: 'Where they take place.' },
    PLAN: {
      description:
        'The plans of who booked. A user on two plans counts in both, so the sum over plans may exceed the whole.',
    },
    TEAM: { description: 'The team of who booked.' },
    ACCOUNT_TYPE: { description: 'The account type of who booked.' },
    USER_STATUS: { description: 'The account status of who booked.' },
    WEEKDAY: {
      description: "The weekday on the venue's wall clock, of the instant that the basis counts by; from 1970-01 on.",
    },
    HOUR: {
      description: "The hour on the venue's wall clock, of the instant that the basis counts by; from 1970-01 on.",
    },
  },
});

@ArgsType()
export class BookingStatsArgs extends MonthRangeArgs {
  @Field(() => BookingBasis, { defaultValue: BookingBasis.BOOKED, description: 'What bookings are counted by.' })
  basis: BookingBasis = BookingBasis.BOOKED;

  @Field(() => [BookingDimension], {
    nullable: true,
    description:
      'What to group by beside the month; up to 4, each once. An answer of more than 50,000 rows is refused: QUERY_TOO_COMPLEX.',
  })
  @IsOptional()
  @MaxValues(4)
  @ArrayUnique()
  groupBy?: BookingDimension[] | null;

  @Field(() => BookingFilter, {
    nullable: true,
    description:
      'Which bookings; absent: all that the viewer may see. `status` is not allowed here: only confirmed ones count.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'The booking figures of one month, and of one group where groups were asked for. A dimension that was not asked for is null.',
})
export class BookingStat extends Stat {
  @Shared()
  @Field(() => Int, { nullable: true, description: 'WEEKDAY: 1 Monday to 7 Sunday.' })
  weekday?: number;

  @Shared()
  @Field(() => Int, { nullable: true, description: 'HOUR: 0 to 23.' })
  hour?: number;

  @Shared()
  @Field(() => BigIntScalar, { description: durationMsDescription })
  durationMs: bigint;

  @Shared()
  @Field(() => BigIntScalar, { description: minutesDescription })
  minutes: bigint;
}

@ObjectType({ simpleResolvers: true, description: 'Bookings of the same months and filter that count in no figure.' })
export class ExcludedBookings {
  @Shared()
  @Field(() => Int, { description: 'Not confirmed yet.' })
  pending: number;

  @Shared()
  @Field(() => Int, { description: 'Called off.' })
  cancelled: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Booking figures month by month, with all that is needed to check them.',
})
export class BookingStats extends Stats {
  @Shared()
  @Field(() => [BookingStat], {
    description:
      'Every month of the range, zeros too; with groups, every month of every group that occurs, group by group, null first. Where no group occurs: every month once, all dimensions null.',
  })
  rows: BookingStat[];

  @Shared()
  @Field(() => ExcludedBookings, { description: 'What was left out.' })
  excluded: ExcludedBookings | undefined;
}

/** The field of a row that says where it stands in the dimension. */
export const fieldOfBookingDimension: Record<BookingDimension, keyof BookingStat> = {
  LOCATION: 'location',
  PLAN: 'plan',
  TEAM: 'team',
  ACCOUNT_TYPE: 'accountType',
  USER_STATUS: 'userStatus',
  WEEKDAY: 'weekday',
  HOUR: 'hour',
};

@Resolver()
export class BookingStatsResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => BookingStats, {
    name: 'bookingStats',
    description:
      "Confirmed bookings by venue month, over the whole organization or what the filter leaves. Without BOOKINGS_VIEW: only the viewer's own, and `scope` is OWN. FORBIDDEN for `filter.users` and groups of users without IDENTITIES_VIEW.",
    complexity: recordStatsComplexity,
  })
  getBookingStats(
    @Args() args: BookingStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BookingStats> {
    return this.answer(args, operation, requestedStats(info));
  }

  async answer(
    { basis, from, to, groupBy, filter, asOf }: BookingStatsArgs,
    operation: Operation,
    wanted: RequestedStats,
  ): Promise<BookingStats> {
    refuseStatus(filter);
    const { timezone } = await organizationOf(operation, this.organizations);
    const calendar = VenueCalendar.of(timezone);
    const scope = bookingScope(operation.viewer);
    const range = monthRange(calendar, from, to);
    const dimensions = groupBy ?? [];
    refuseHiddenGroups(scope, dimensions, userDimensionNames);
    const request = {
      range,
      basis,
      groupBy: dimensions,
      condition: bookingCondition(
        scope,
        filter,
        await this.figures.resolveForRecords(operation, scope, filter?.users, asOf),
      ),
      rollup: rollupScope(scope, timezone, filter),
      spans: calendar.offsets({ startMs: range.edgesMs[0]!, endMs: range.edgesMs.at(-1)! }),
      directory: await directoryOf(operation, this.organizations),
    };
    return readStats(this.dataSource, wanted, async (run) => {
      const rows = await bookingStats(run, request);
      const users = wanted.users ? await bookingStatUsers(run, request) : undefined;
      const excluded = wanted.excluded ? await excludedBookings(run, request) : undefined;
      return {
        ...statsHead(scope, timezone, operation.startedAt, range),
        rows: rows.map((row) => shown(row, users, dimensions)),
        excluded,
      };
    });
  }
}

const shown = (
  { month, group, count, durationMs }: BookingStatFigures,
  users: UsersIn | undefined,
  dimensions: readonly BookingDimension[],
): BookingStat => ({
  month,
  count,
  users: users?.(month, group),
  durationMs,
  minutes: wholeMinutes(durationMs),
  ...Object.fromEntries(dimensions.map((dimension, index) => [fieldOfBookingDimension[dimension], group[index]])),
});
