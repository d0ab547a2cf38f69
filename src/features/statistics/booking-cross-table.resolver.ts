import { IsOptional, ValidateNested } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import {
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  Info,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import type { DataSource } from 'typeorm';
import { DataScope, dataScope, dataScopeDescription } from '../../platform/graphql/data-scope';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { BigIntScalar, DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { crossTableComplexity, type MonthRange, monthRange } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { BookingFilter, refuseStatus } from '../bookings/booking.inputs';
import { bookingCondition } from '../bookings/booking-condition';
import { durationMsDescription, minutesDescription, wholeMinutes } from '../bookings/duration';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { organizationOf } from '../users/user.loaders';
import { bookingScope } from '../users/user.policy';
import { filterAsOf } from '../users/user-figure.inputs';
import { figuresComplexity, filterByUsersNeeds, type UserFigureAccess } from '../users/user-figure-access';
import { bookingCrossTable, bookingCrossTableUsers } from './booking-cross-table';
import { excludedBookings } from './booking-stats';
import { ExcludedBookings } from './booking-stats.resolver';
import { refuseTooManyRows } from './dimensions';
import { readStats, requestedStats } from './statistics.types';

@InputType({ description: 'Months of the venue time zone, one after the other.' })
export class MonthRangeInput {
  @Field(() => YearMonthScalar, { description: 'The first month, of the venue time zone.' })
  from: string;

  @Field(() => YearMonthScalar, {
    description: 'The last month, included; at most 600 months in all. BAD_USER_INPUT where it lies before the first.',
  })
  to: string;
}

@ArgsType()
export class BookingCrossTableArgs {
  @Field(() => MonthRangeInput, {
    description: 'The months in which bookings were made (`createdAt`): the rows of the table.',
  })
  createdIn: MonthRangeInput;

  @Field(() => MonthRangeInput, { description: 'The months in which they begin (`startsAt`): its columns.' })
  bookedIn: MonthRangeInput;

  @Field(() => BookingFilter, {
    nullable: true,
    description:
      'Which bookings; absent: all that the viewer may see. `status` is not allowed here: only confirmed ones count.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;

  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'The bounds of months, as instants.' })
export class MonthBounds {
  @Field(() => DateTimeScalar, { description: 'The first instant that belongs to them, in UTC.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'The first instant behind them, in UTC.' })
  to: Date;
}

@ObjectType({ simpleResolvers: true, description: 'The bookings that were made in one month for another.' })
export class BookingCrossTableCell {
  @Field(() => YearMonthScalar, { description: 'The month in which they were made.' })
  createdIn: string;

  @Field(() => YearMonthScalar, { description: 'The month in which they begin.' })
  bookedIn: string;

  @Field(() => Int, { description: 'How many, of those that count.' })
  count: number;

  @Field(() => Int, {
    description:
      'Of how many different users. Not additive: one user counts once in each cell. Counted only when asked for.',
  })
  users: number | undefined;

  @Field(() => BigIntScalar, { description: durationMsDescription })
  durationMs: bigint;

  @Field(() => BigIntScalar, { description: minutesDescription })
  minutes: bigint;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How long ahead people book: bookings by the month in which they were made and the month in which they begin.',
})
export class BookingCrossTable {
  @Field(() => DataScope, { description: dataScopeDescription })
  scope: DataScope;

  @Field(() => String, { description: 'The venue time zone whose months these are.' })
  timezone: string;

  @Field(() => DateTimeScalar, { description: 'When the figures were taken.' })
  asOf: Date;

  @Field(() => MonthBounds, { description: 'The bounds of the months in which they were made.' })
  createdIn: MonthBounds;

  @Field(() => MonthBounds, { description: 'The bounds of the months in which they begin.' })
  bookedIn: MonthBounds;

  @Field(() => [BookingCrossTableCell], {
    description:
      'Every cell of the table, zeros too; by the month in which they were made, then by the month in which they begin.',
  })
  rows: BookingCrossTableCell[];

  @Field(() => ExcludedBookings, { description: 'What was left out.' })
  excluded: ExcludedBookings | undefined;
}

const tableComplexity = (
  table: Parameters<typeof crossTableComplexity>[0] & { args: { filter?: BookingFilter | null } },
): number => crossTableComplexity(table) + figuresComplexity(table.args.filter?.users);

@Resolver()
export class BookingCrossTableResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => BookingCrossTable, {
    nullable: true,
    name: 'bookingCrossTable',
    description:
      "Confirmed bookings by the venue month in which they were made and the one in which they begin, over the whole organization or what the filter leaves. Without BOOKINGS_VIEW: only the viewer's own, and `scope` is OWN. Null when refused: FORBIDDEN for `filter.users` without IDENTITIES_VIEW. A table of more than 50,000 cells is refused: QUERY_TOO_COMPLEX.",
    complexity: tableComplexity,
  })
  async getBookingCrossTable(
    @Args() { createdIn, bookedIn, filter, asOf }: BookingCrossTableArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BookingCrossTable> {
    refuseStatus(filter);
    const { timezone } = await organizationOf(operation, this.organizations);
    const calendar = VenueCalendar.of(timezone);
    const scope = bookingScope(operation.viewer);
    const figures = await this.figures.resolveForRecords(operation, scope, filter?.users, asOf);
    const request = {
      createdIn: monthRange(calendar, createdIn.from, createdIn.to, 'createdIn.to'),
      bookedIn: monthRange(calendar, bookedIn.from, bookedIn.to, 'bookedIn.to'),
      condition: bookingCondition(scope, filter, figures),
    };
    refuseTooManyRows(request.createdIn.months.length * request.bookedIn.months.length);
    const [createdBounds, bookedBounds] = [boundsOf(request.createdIn), boundsOf(request.bookedIn)];
    const wanted = requestedStats(info);
    return readStats(this.dataSource, wanted, async (run) => {
      const cells = await bookingCrossTable(run, request);
      const users = wanted.users ? await bookingCrossTableUsers(run, request) : undefined;
      const condition = bookingCondition(scope, filter, figures).between('b.createdAt', {
        from: createdBounds.from,
        before: createdBounds.to,
      });
      const excluded = wanted.excluded
        ? await excludedBookings(run, { range: request.bookedIn, basis: 'BOOKED', rollup: null, condition })
        : undefined;
      return {
        scope: dataScope(scope.onlyUserId),
        timezone,
        asOf: operation.startedAt,
        createdIn: createdBounds,
        bookedIn: bookedBounds,
        rows: cells.map((cell, index) => ({ ...cell, users: users?.[index], minutes: wholeMinutes(cell.durationMs) })),
        excluded,
      };
    });
  }
}

const boundsOf = ({ edgesMs }: MonthRange): MonthBounds => ({
  from: new Date(edgesMs[0]!),
  to: new Date(edgesMs.at(-1)!),
});
