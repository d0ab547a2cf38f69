import type { GraphQLResolveInfo } from 'graphql';
import { Args, Authorized, Ctx, Extensions, Info, Resolver, Root, Subscription } from 'type-graphql';
import type { Audience } from '../../platform/graphql/audience';
import { closing } from '../../platform/graphql/closing';
import { freshEvent, type Operation } from '../../platform/graphql/operation';
import { monthRange } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { BookingStatus } from '../bookings/booking.entity';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { RollupFeed, RollupWatch } from '../rollups/rollup-feed';
import { organizationOf } from '../users/user.loaders';
import { bookingScope } from '../users/user.policy';
import { recordStatsComplexity } from '../users/user-figure-access';
import { BookingStats, BookingStatsArgs, BookingStatsResolver } from './booking-stats.resolver';
import { requestedStats } from './statistics.types';

interface Change {
  answered: boolean;
}

const audience: Audience = { scope: bookingScope };

@Resolver()
export class BookingStatsChangedResolver {
  constructor(
    private readonly stats: BookingStatsResolver,
    private readonly feed: RollupFeed,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Authorized()
  @Extensions({ audience })
  @Subscription(() => BookingStats, {
    description:
      "`bookingStats` live: the whole answer at once, then again whenever bookings of the months have changed, at most once a second. A change of users alone, of their plans say, is not told. After a change of the viewer's rights, sends what they may see now, or ends with FORBIDDEN.",
    complexity: recordStatsComplexity,
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      context.resolvers.get(BookingStatsChangedResolver).watch(context, args as unknown as BookingStatsArgs),
  })
  async bookingStatsChanged(
    @Root() event: Change,
    @Args() args: BookingStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BookingStats> {
    const stats = await operation.inTurn(() =>
      this.stats.answer(args, freshEvent(operation, operation), requestedStats(info)),
    );
    event.answered = true;
    return stats;
  }

  /** The arguments are as the client wrote them: checked by type, but not yet by rule. */
  private async watch(operation: Operation, args: BookingStatsArgs): Promise<AsyncIterableIterator<Change>> {
    const { timezone } = await organizationOf(operation, this.organizations);
    const { edgeDays } = monthRange(VenueCalendar.of(timezone), args.from, args.to);
    const watch = await this.feed.watch({
      organizationId: operation.viewer.organizationId,
      basis: args.basis,
      statuses: Object.values(BookingStatus),
      // A day more on either side: the venue may change its zone.
      fromDay: edgeDays[0]! - 1,
      beforeDay: edgeDays.at(-1)! + 1,
    });
    return closing(() => watch.close(), this.follow(operation, args, watch));
  }

  private async *follow(operation: Operation, args: BookingStatsArgs, watch: RollupWatch): AsyncGenerator<Change> {
    try {
      let before = await this.ownFigures(operation, args);
      const first: Change = { answered: false };
      yield first;
      // Here again once it has been dealt with: what was wrong with the question will not come right by asking it
      // again.
      if (!first.answered) return;
      while (await watch.next()) {
        const own = await this.ownFigures(freshEvent(operation, operation), args);
        if (own !== null && own === before) continue;
        before = own;
        yield { answered: false };
      }
    } finally {
      watch.close();
    }
  }

  /** Of those who see only their own bookings: that others booked is not told them. Null for everyone else. */
  private async ownFigures(operation: Operation, args: BookingStatsArgs): Promise<string | null> {
    if (bookingScope(operation.viewer).onlyUserId === undefined) return null;
    const { rows, excluded } = await operation.inTurn(() =>
      this.stats.answer(args, operation, { users: false, excluded: true }),
    );
    return JSON.stringify([rows, excluded], (_name, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
  }
}
