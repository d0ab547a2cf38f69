import { Arg, Args, Authorized, type ClassType, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { LiveRecord } from '../live/live-record';
import type { RecordFilter } from '../live/record-filter';
import { type ActivitySubscription, maxRecent, recentMinutes, sinceOverlapSeconds } from './activity-subscription';
import { freshEvent, type Operation } from './operation';
import { DateTimeScalar } from './scalars';

interface LiveList<Row extends object, Filter extends object> {
  readonly entity: ClassType<Row>;
  /** Of the subscription, such as "exportActivity". */
  readonly name: string;
  /** In descriptions, such as "exports". */
  readonly records: string;
  /** The list that has the same filter, such as "exports". */
  readonly list: string;
  /** The arguments that narrow the list. */
  readonly filterArgs: ClassType<Filter>;
  readonly filterOf: (args: Filter) => RecordFilter<Row>;
}

/** The resolver class of the subscription to all records of one kind. */
export function activityResolver<Row extends LiveRecord, Filter extends object>({
  entity,
  name,
  records,
  list,
  filterArgs,
  filterOf,
}: LiveList<Row, Filter>) {
  @Resolver(() => entity)
  class ActivityResolver {
    constructor(private readonly activity: ActivitySubscription<Row>) {}

    @Authorized()
    @Subscription(() => entity, {
      name,
      description:
        `Live states of all ${records} that the viewer may see and that match the arguments. These filter as in \`${list}\`. ` +
        `First sends the active and recently changed ${records}, in the order of their last change: of the active ones at ` +
        `most ${maxRecent.active.toLocaleString('en-US')}, those that changed last. Then sends changes, ` +
        'at most four per second for each. ' +
        'Each event is a full state: per id, keep the one with the largest `version`; of equal versions, the later one. ' +
        'One whose state or requester does not match is sent once after it has changed, because the client may have it ' +
        'in its list: remove it from the list. ' +
        `Recently changed ${records} are also sent if their state or requester does not match, so that a client that ` +
        'reconnects with the same arguments learns what ended or stopped matching in the meantime. ' +
        `Ends with FORBIDDEN if the viewer may see fewer ${records} than before.`,
      subscribe: ({ args, context }: { args: Filter & { since?: Date | null }; context: Operation }) =>
        context.resolvers.get(ActivityResolver).activity.subscribe(context, args.since, filterOf(args)),
    })
    event(
      @Root() row: Row,
      @Args(() => filterArgs) _filter: Filter,
      @Arg('since', () => DateTimeScalar, {
        nullable: true,
        description:
          `Decides which ${records} are recent: those whose \`changedAt\` is at most ${sinceOverlapSeconds} seconds ` +
          `before this instant, or later; of the ended ones, only the ${maxRecent.ended} that changed last. ` +
          `Absent: the last ${recentMinutes} minutes. The same instant can be passed after each reconnection. ` +
          `BAD_USER_INPUT if it is more than ${sinceOverlapSeconds} seconds in the future.`,
      })
      _since: Date | null,
      @Ctx() operation: Operation,
    ): Row {
      return freshEvent(operation, row);
    }
  }
  return ActivityResolver;
}
