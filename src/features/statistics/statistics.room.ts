import type { OrganizationRepository } from '../organizations/organization.repository';
import type { RollupFeed } from '../rollups/rollup-feed';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserFigureAccess } from '../users/user-figure-access';
import { BookingCrossTableResolver } from './booking-cross-table.resolver';
import { BookingStatsResolver } from './booking-stats.resolver';
import { InvoiceStatsResolver } from './invoice-stats.resolver';
import { LiveBookingStatsResolver } from './live-booking-stats.resolver';
import { StatisticsService } from './statistics.service';

interface StatisticsDependencies extends Dependencies {
  readonly organizations: OrganizationRepository;
  readonly figureAccess: UserFigureAccess;
  readonly rollupFeed: RollupFeed;
}

const serviceOf = ({ dataSource, organizations, figureAccess }: StatisticsDependencies): StatisticsService =>
  new StatisticsService(dataSource, organizations, figureAccess);

export const statisticsRoom: Room<StatisticsDependencies> = {
  resolvers: [
    resolver(BookingStatsResolver, (dependencies) => new BookingStatsResolver(serviceOf(dependencies))),
    resolver(LiveBookingStatsResolver, (dependencies) => {
      const { rollupFeed, organizations } = dependencies;
      const bookingStats = new BookingStatsResolver(serviceOf(dependencies));
      return new LiveBookingStatsResolver(bookingStats, rollupFeed, organizations);
    }),
    resolver(
      BookingCrossTableResolver,
      ({ dataSource, organizations, figureAccess }) =>
        new BookingCrossTableResolver(dataSource, organizations, figureAccess),
    ),
    resolver(InvoiceStatsResolver, (dependencies) => new InvoiceStatsResolver(serviceOf(dependencies))),
  ],
};
