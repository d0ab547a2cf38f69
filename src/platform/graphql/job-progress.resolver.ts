import { Arg, Authorized, type ClassType, Ctx, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Viewer } from '../../viewer';
import type { Job } from '../jobs/job';
import type { RequesterScope } from '../live/live-record';
import { jobAudience, type JobProgressSubscription } from './job-progress-subscription';
import { freshEvent, type Operation } from './operation';

interface LiveJob<Row extends object> {
  readonly entity: ClassType<Row>;
  /** In names and descriptions, such as "export". */
  readonly noun: string;
  readonly scopeOf: (viewer: Viewer) => RequesterScope;
  /** Further sentences about the progress of one job. */
  readonly note?: string;
}

/** The resolver class of the subscription `nounProgress` to one job of a kind. */
export function jobProgressResolver<Row extends Job>({ entity, noun, scopeOf, note = '' }: LiveJob<Row>) {
  @Resolver(() => entity)
  class JobProgressResolver {
    constructor(private readonly progress: JobProgressSubscription<Row>) {}

    @Authorized()
    @Extensions({ audience: jobAudience(scopeOf) })
    @Subscription(() => entity, {
      name: `${noun}Progress`,
      description:
        `Live state of one ${noun}. Sends the current state immediately (even if the ${noun} has ended), ` +
        'then changes in order, at most four per second, then the final state. Then the subscription completes. ' +
        `${note}NOT_FOUND if the id is unknown.`,
      subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
        context.resolvers.get(JobProgressResolver).progress.subscribe(context, String(args.id)),
    })
    event(
      @Root() row: Row,
      @Arg('id', () => ID, { description: `Id of the ${noun}.` }) _id: string,
      @Ctx() operation: Operation,
    ): Row {
      return freshEvent(operation, row);
    }
  }
  return JobProgressResolver;
}
