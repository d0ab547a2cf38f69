import type { GraphQLResolveInfo } from 'graphql';
import { Args, Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { dataScope } from '../../platform/graphql/data-scope';
import { crossTableComplexity, monthRange } from '../../platform/graphql/month-range';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { bookingScope } from '../auth/scopes';
import type { BookingFilter } from '../bookings/booking.inputs';
import { bookingInstants } from '../bookings/booking-basis';
import { bookingCondition } from '../bookings/booking-condition';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { figuresComplexity, filterByUsersNeeds, type UserFigureAccess } from '../users/user-figure-access';
import { readCrossTable } from './booking-cross-table';
import { BookingCrossTable, BookingCrossTableArgs } from './booking-cross-table.types';
import { bookingMeasures, bookingStatistics } from './booking-statistics';
import { assertRowLimit } from './grouped-rows';
import { measureValues } from './measure';
import { readExcluded } from './read-statistics';
import { monthBounds, readConsistently, requestedStats } from './statistics.service';

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
      'Figures of confirmed bookings by month of creation and month of start in the venue time zone, ' +
      'for the whole organization or the bookings that match the filter. ' +
      "Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. " +
      'Null with FORBIDDEN for `filter.users` without IDENTITIES_VIEW, unless the scope is OWN. ' +
      'QUERY_TOO_COMPLEX for a table of more than 50,000 cells.',
    complexity: tableComplexity,
  })
  async getBookingCrossTable(
    @Args() { createdIn, bookedIn, filter, asOf }: BookingCrossTableArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BookingCrossTable> {
    bookingStatistics.assertValidFilter(filter);
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const calendar = VenueCalendar.of(timezone);
    const scope = bookingScope(operation.viewer);
    const figures = await this.figures.resolveForRecords(operation, scope, filter?.users, asOf);
    const request = {
      createdIn: monthRange(calendar, createdIn.from, createdIn.to, 'createdIn.to'),
      bookedIn: monthRange(calendar, bookedIn.from, bookedIn.to, 'bookedIn.to'),
      condition: bookingCondition(scope, filter, figures),
    };
    assertRowLimit(request.createdIn.months.length * request.bookedIn.months.length);
    const [createdBounds, bookedBounds] = [monthBounds(request.createdIn), monthBounds(request.bookedIn)];
    const requested = requestedStats(info);
    return readConsistently(this.dataSource, requested, async (run) => {
      const cells = await readCrossTable(run, request, requested);
      const condition = bookingCondition(scope, filter, figures).between(`b.${bookingInstants.CREATED}`, {
        from: createdBounds.from,
        before: createdBounds.to,
      });
      const notCounted = { basis: 'BOOKED' as const, range: request.bookedIn, condition, rollup: null };
      return {
        scope: dataScope(scope.onlyUserId),
        timezone,
        asOf: operation.startedAt,
        createdIn: createdBounds,
        bookedIn: bookedBounds,
        rows: cells.map((cell) => ({
          createdIn: cell.createdIn,
          bookedIn: cell.bookedIn,
          ...measureValues(bookingMeasures, cell, currency),
        })),
        excluded: requested.excluded ? await readExcluded(run, notCounted, bookingStatistics) : undefined,
      };
    });
  }
}
