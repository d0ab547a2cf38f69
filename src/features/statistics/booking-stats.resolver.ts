import type { GraphQLResolveInfo } from 'graphql';
import { Args, Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { filterByUsersNeeds } from '../users/user-figure-access';
import { BookingStats, BookingStatsArgs } from './booking-stats.types';
import { bookingMeasures } from './definitions/booking-statistics';
import { requestedStats } from './rows/requested-stats';
import type { StatisticsService } from './statistics.service';
import { recordStatsComplexity } from './statistics-price';

@Resolver()
export class BookingStatsResolver {
  constructor(private readonly statistics: StatisticsService) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => BookingStats, {
    name: 'bookingStats',
    description:
      'Figures of confirmed bookings by period in the venue time zone, for the whole organization or the bookings ' +
      "that match the filter. Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. " +
      'FORBIDDEN for `filter.users` and dimensions of users without IDENTITIES_VIEW, unless the scope is OWN.',
    complexity: recordStatsComplexity,
  })
  getBookingStats(
    @Args() args: BookingStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BookingStats> {
    return this.statistics.bookingStats(operation, args, requestedStats(info, bookingMeasures));
  }
}
