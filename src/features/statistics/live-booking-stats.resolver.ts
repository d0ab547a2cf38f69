import type { GraphQLResolveInfo } from 'graphql';
import { Args, Authorized, Ctx, Extensions, Info, Resolver, Root, Subscription } from 'type-graphql';
import type { Audience } from '../../platform/graphql/audience';
import { closing } from '../../platform/graphql/closing';
import { freshEvent, type Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { bookingScope } from '../auth/scopes';
import { BookingStatus } from '../bookings/booking.entity';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { RollupFeed, RollupWatch } from '../rollups/rollup-feed';
import { BookingStats, BookingStatsArgs } from './booking-stats.types';
import { bookingMeasures } from './definitions/booking-statistics';
import { comparedPeriods } from './periods/compared-periods';
import { resolveDays } from './periods/day-range';
import { periodsOf } from './periods/periods';
import { type RequestedStats, requestedStats } from './rows/requested-stats';
import type { StatisticsService } from './statistics.service';
import { recordStatsComplexity } from './statistics-price';

interface Change {
  isAnswered: boolean;
}

const audience: Audience = { scope: bookingScope };

@Resolver()
export class LiveBookingStatsResolver {
  constructor(
    private readonly statistics: StatisticsService,
    private readonly feed: RollupFeed,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Authorized()
  @Extensions({ audience })
  @Subscription(() => BookingStats, {
    description:
      '`bookingStats` live. ' +
      'Sends the whole result immediately, and again after each change of a booking in these months, ' +
      'at most once per second. Changes of users alone, for example of their plans, send nothing. ' +
      'After a change of permissions, sends what the viewer may see now, or ends with FORBIDDEN.',
    complexity: recordStatsComplexity,
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      context.resolvers.get(LiveBookingStatsResolver).watch(context, args as unknown as BookingStatsArgs),
  })
  async bookingStatsChanged(
    @Root() event: Change,
    @Args() args: BookingStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BookingStats> {
    const stats = await operation.inTurn(() =>
      this.statistics.bookingStats(freshEvent(operation, operation), args, requestedStats(info, bookingMeasures)),
    );
    event.isAnswered = true;
    return stats;
  }

  /** The types of `args` are checked, but their rules are not yet. */
  private async watch(operation: Operation, args: BookingStatsArgs): Promise<AsyncIterableIterator<Change>> {
    const { timezone } = await organizationOf(operation, this.organizations);
    const { fromDay, beforeDay } = watchedDays(operation, args, VenueCalendar.of(timezone));
    const watch = await this.feed.watch({
      organizationId: operation.viewer.organizationId,
      basis: args.basis,
      statuses: Object.values(BookingStatus),
      fromDay,
      beforeDay,
    });
    return closing(() => watch.close(), this.changes(operation, args, watch));
  }

  private async *changes(operation: Operation, args: BookingStatsArgs, watch: RollupWatch): AsyncGenerator<Change> {
    try {
      let before = await this.ownFigures(operation, args);
      const first: Change = { isAnswered: false };
      yield first;
      // Resumes after the first result. An invalid request remains invalid, so the subscription ends.
      if (!first.isAnswered) return;
      while (await watch.next()) {
        const own = await this.ownFigures(freshEvent(operation, operation), args);
        if (own !== null && own === before) continue;
        before = own;
        yield { isAnswered: false };
      }
    } finally {
      watch.close();
    }
  }

  /**
   * Returns the figures of a viewer with the scope OWN, as text to compare; null for other viewers. An event without a
   * change of these figures would reveal that another user has booked.
   */
  private async ownFigures(operation: Operation, args: BookingStatsArgs): Promise<string | null> {
    if (bookingScope(operation.viewer).onlyUserId === undefined) return null;
    const { rows, excluded } = await operation.inTurn(() =>
      this.statistics.bookingStats(operation, { ...args, ...allRows }, everythingButUsers),
    );
    return JSON.stringify([rows, excluded], (_name, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
  }
}

/** Arguments that leave out no row: a change of the totals may be in a row that is not shown. */
const allRows = { having: null, orderBy: null, top: null, limit: null };

const everythingButUsers: RequestedStats = {
  rows: new Set(['excluded']),
  before: new Set(['excluded']),
  change: false,
  totals: null,
  share: null,
  running: false,
  excluded: true,
};

/** The days whose changes may change the answer, with the days compared with. */
function watchedDays(
  operation: Operation,
  args: BookingStatsArgs,
  calendar: VenueCalendar,
): { fromDay: number; beforeDay: number } {
  const { granularity, compare, days: range } = args;
  const days = resolveDays(args, granularity, calendar, args.asOf ?? operation.startedAt);
  const periods = periodsOf(calendar, days, granularity);
  const before = compare ? comparedPeriods(calendar, days, granularity, periods, compare).periods : periods;
  return {
    // One more day on either side, because the venue may change its time zone.
    fromDay: before.edgeDays[0]! - 1,
    // A range that ends today moves on while it is watched.
    beforeDay: range && !args.asOf && !range.to ? Number.MAX_SAFE_INTEGER : periods.edgeDays.at(-1)! + 1,
  };
}
