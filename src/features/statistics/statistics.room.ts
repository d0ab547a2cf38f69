import type { OrganizationRepository } from '../organizations/organization.repository';
import type { RollupFeed } from '../rollups/rollup-feed';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserFigureAccess } from '../users/user-figure-access';
import { BookingCrossTableResolver } from './booking-cross-table.resolver';
import { BookingStatsResolver } from './booking-stats.resolver';
import { InvoiceStatsResolver } from './invoice-stats.resolver';
import { LiveBookingStatsResolver } from './live-booking-stats.resolver';
import type { StatisticsService } from './statistics.service';
import { StatisticsRangeResolver } from './statistics-range.resolver';
import { UserStatsResolver } from './user-stats.resolver';

interface StatisticsDependencies extends Dependencies {
  readonly organizations: OrganizationRepository;
  readonly figureAccess: UserFigureAccess;
  readonly rollupFeed: RollupFeed;
  readonly statistics: StatisticsService;
}

export const statisticsRoom: Room<StatisticsDependencies> = {
  resolvers: [
    resolver(BookingStatsResolver, ({ statistics }) => new BookingStatsResolver(statistics)),
    resolver(
      LiveBookingStatsResolver,
      ({ statistics, rollupFeed, organizations }) =>
        new LiveBookingStatsResolver(statistics, rollupFeed, organizations),
    ),
    resolver(
      BookingCrossTableResolver,
      ({ dataSource, organizations, figureAccess }) =>
        new BookingCrossTableResolver(dataSource, organizations, figureAccess),
    ),
    resolver(InvoiceStatsResolver, ({ statistics }) => new InvoiceStatsResolver(statistics)),
    resolver(UserStatsResolver, ({ statistics }) => new UserStatsResolver(statistics)),
    resolver(
      StatisticsRangeResolver,
      ({ dataSource, organizations }) => new StatisticsRangeResolver(dataSource, organizations),
    ),
  ],
};
