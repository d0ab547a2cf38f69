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
import { namedItemsOf, organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { figuresComplexity, filterByUsersNeeds, type UserFigureAccess } from '../users/user-figure-access';
import { userFiltersIn } from '../users/user-figure-filter';
import { cellMeasures, readCrossTable } from './booking-cross-table';
import { BookingCrossTable, BookingCrossTableArgs } from './booking-cross-table.types';
import { bookingStatistics } from './definitions/booking-statistics';
import { measureValues } from './definitions/measure';
import { assertRowLimit } from './rows/grouped-figures';
import { readExcluded } from './rows/read-statistics';
import { needsSnapshot, requestedStats } from './rows/requested-stats';
import { boundsOf, readConsistently } from './statistics.service';

const tableComplexity = (
  table: Parameters<typeof crossTableComplexity>[0] & { args: { filter?: BookingFilter | null } },
): number => crossTableComplexity(table) + figuresComplexity(userFiltersIn(table.args.filter, 'filter'));

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
    const figures = await this.figures.resolveForRecords(operation, scope, filter, asOf);
    const request = {
      createdIn: monthRange(calendar, createdIn.from, createdIn.to, 'createdIn.to'),
      bookedIn: monthRange(calendar, bookedIn.from, bookedIn.to, 'bookedIn.to'),
      condition: bookingCondition(scope, filter, figures),
    };
    assertRowLimit(request.createdIn.months.length * request.bookedIn.months.length);
    const [createdBounds, bookedBounds] = [boundsOf(request.createdIn), boundsOf(request.bookedIn)];
    const requested = requestedStats(info, cellMeasures);
    const items = await namedItemsOf(operation, this.organizations);
    return readConsistently(this.dataSource, needsSnapshot(requested), async (run) => {
      const cells = await readCrossTable(run, request, { users: requested.rows.has('users') });
      const condition = bookingCondition(scope, filter, figures).between(`b.${bookingInstants.CREATED}`, {
        from: createdBounds.from,
        before: createdBounds.to,
      });
      const booked = {
        definition: bookingStatistics,
        basis: 'BOOKED' as const,
        edges: request.bookedIn,
        ofAnyStatus: { condition, rollup: null },
        organizationId: scope.organizationId,
        calendar,
        items,
        asOf: asOf ?? operation.startedAt,
      };
      return {
        scope: dataScope(scope.onlyUserId),
        timezone,
        asOf: asOf ?? operation.startedAt,
        computedAt: operation.startedAt,
        createdIn: createdBounds,
        bookedIn: bookedBounds,
        rows: cells.map((cell) => ({
          createdIn: cell.createdIn,
          bookedIn: cell.bookedIn,
          ...measureValues(cellMeasures, cell, currency),
        })),
        excluded: requested.excluded ? await readExcluded<'pending' | 'cancelled'>(run, booked) : undefined,
      };
    });
  }
}
