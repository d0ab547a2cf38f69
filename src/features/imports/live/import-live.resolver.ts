import { Arg, Authorized, Ctx, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import {
  jobAudience,
  type JobSubscriptions,
  maxRecentJobs,
  recentMinutes,
  sinceOverlapSeconds,
} from '../../../platform/graphql/job-subscriptions';
import { freshEvent, type Operation } from '../../../platform/graphql/operation';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Import } from '../record/import.entity';
import { importScope } from '../record/import.policy';

const sinceArg = {
  nullable: true,
  description: `Imports count as recent if their \`changedAt\` is at most ${sinceOverlapSeconds} seconds before this instant, or later; of the ended ones, only the ${maxRecentJobs} that changed last. Absent: the last ${recentMinutes} minutes. The same instant can be passed after each reconnection. BAD_USER_INPUT if it is more than ${sinceOverlapSeconds} seconds in the future.`,
};

@Resolver(() => Import)
export class ImportLiveResolver {
  constructor(private readonly subscriptions: JobSubscriptions<Import>) {}

  @Authorized()
  @Extensions({ audience: jobAudience(importScope) })
  @Subscription(() => Import, {
    description:
      'Live state of an import. Sends the current state immediately (even if the import has ended), then changes in order, at most four per second, then the final state. Then the subscription completes. It goes on while the import waits for a user.',
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ImportLiveResolver.of(context).subscriptions.progress(context, String(args.id)),
  })
  importProgress(
    @Root() row: Import,
    @Arg('id', () => ID, { description: 'Id of the import.' }) _id: string,
    @Ctx() operation: Operation,
  ): Import {
    return freshEvent(operation, row);
  }

  @Authorized()
  @Subscription(() => Import, {
    description: `Live states of all imports that the viewer may see. First sends the active and recently changed imports, in the order of their last change; then changes, at most four per second and per import. Each event is a full state: keep the one with the largest \`version\` per id. A client that reconnects with the same arguments also receives the imports that ended in the meantime. Ends with FORBIDDEN if the viewer may see fewer imports than before.`,
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ImportLiveResolver.of(context).subscriptions.activity(context, args.since as Date | null | undefined),
  })
  importActivity(
    @Root() row: Import,
    @Arg('since', () => DateTimeScalar, sinceArg) _since: Date | null,
    @Ctx() operation: Operation,
  ): Import {
    return freshEvent(operation, row);
  }

  private static of(operation: Operation): ImportLiveResolver {
    return operation.resolvers.get(ImportLiveResolver);
  }
}
