import type { GraphQLResolveInfo } from 'graphql';
import { Args, Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { userMeasures } from './definitions/user-statistics';
import { requestedStats } from './rows/requested-stats';
import type { StatisticsService } from './statistics.service';
import { userStatsComplexity } from './statistics-price';
import { UserStats, UserStatsArgs } from './user-stats.types';

@Resolver()
export class UserStatsResolver {
  constructor(private readonly statistics: StatisticsService) {}

  @Authorized()
  @Refusable('BOOKINGS_VIEW or INVOICES_VIEW, for what users booked or were invoiced')
  @Query(() => UserStats, {
    nullable: true,
    name: 'userStats',
    description:
      'Numbers of users by the time when their account was created, in the venue time zone. ' +
      'Without IDENTITIES_VIEW: the viewer only, and `scope` is OWN. ' +
      'Null with FORBIDDEN for measures and filters of bookings or invoices without the permission to see them.',
    complexity: userStatsComplexity,
  })
  getUserStats(
    @Args() args: UserStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UserStats> {
    return this.statistics.userStats(operation, args, requestedStats(info, userMeasures));
  }
}
