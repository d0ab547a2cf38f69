import { Arg, Authorized, type ClassType, Ctx, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Viewer } from '../../viewer';
import type { Job, RequesterScope } from '../jobs/job';
import {
  jobAudience,
  type JobSubscriptions,
  maxRecentJobs,
  recentMinutes,
  sinceOverlapSeconds,
} from './job-subscriptions';
import { freshEvent, type Operation } from './operation';
import { DateTimeScalar } from './scalars';

interface LiveJobs<Row extends object> {
  readonly entity: ClassType<Row>;
  /** In names and descriptions, such as "export". */
  readonly noun: string;
  readonly scopeOf: (viewer: Viewer) => RequesterScope;
  /** Further sentences about the progress of one job. */
  readonly note?: string;
}

/** The resolver class of the subscriptions `nounProgress` and `nounActivity` of one kind of job. */
export function jobLiveResolver<Row extends Job>({ entity, noun, scopeOf, note = '' }: LiveJobs<Row>) {
  @Resolver(() => entity)
  class JobLiveResolver {
    constructor(private readonly subscriptions: JobSubscriptions<Row>) {}

    @Authorized()
    @Extensions({ audience: jobAudience(scopeOf) })
    @Subscription(() => entity, {
      name: `${noun}Progress`,
      description:
        `Live state of one ${noun}. Sends the current state immediately (even if the ${noun} has ended), ` +
        'then changes in order, at most four per second, then the final state. Then the subscription completes. ' +
        `${note}NOT_FOUND if the id is unknown.`,
      subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
        JobLiveResolver.of(context).subscriptions.progress(context, String(args.id)),
    })
    progress(
      @Root() row: Row,
      @Arg('id', () => ID, { description: `Id of the ${noun}.` }) _id: string,
      @Ctx() operation: Operation,
    ): Row {
      return freshEvent(operation, row);
    }

    @Authorized()
    @Subscription(() => entity, {
      name: `${noun}Activity`,
      description:
        `Live states of all ${noun}s that the viewer may see. First sends the active and recently changed ${noun}s, ` +
        `in the order of their last change; then changes, at most four per second and per ${noun}. ` +
        'Each event is a full state: per id, keep the one with the largest `version`; of equal versions, the later one. ' +
        `A client that reconnects with the same arguments also receives the ${noun}s that ended in the meantime. ` +
        `Ends with FORBIDDEN if the viewer may see fewer ${noun}s than before.`,
      subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
        JobLiveResolver.of(context).subscriptions.activity(context, args.since as Date | null | undefined),
    })
    activity(
      @Root() row: Row,
      @Arg('since', () => DateTimeScalar, {
        nullable: true,
        description:
          `Decides which ${noun}s are recent: those whose \`changedAt\` is at most ${sinceOverlapSeconds} seconds ` +
          `before this instant, or later; of the ended ones, only the ${maxRecentJobs} that changed last. ` +
          `Absent: the last ${recentMinutes} minutes. The same instant can be passed after each reconnection. ` +
          `BAD_USER_INPUT if it is more than ${sinceOverlapSeconds} seconds in the future.`,
      })
      _since: Date | null,
      @Ctx() operation: Operation,
    ): Row {
      return freshEvent(operation, row);
    }

    private static of(operation: Operation): JobLiveResolver {
      return operation.resolvers.get(JobLiveResolver);
    }
  }
  return JobLiveResolver;
}
