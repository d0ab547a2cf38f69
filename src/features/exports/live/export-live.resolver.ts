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
import { Export } from '../record/export.entity';
import { exportScope } from '../record/export.policy';

const sinceArg = {
  nullable: true,
  description: `Exports count as recent if their \`changedAt\` is at most ${sinceOverlapSeconds} seconds before this instant, or later; of the ended ones, only the ${maxRecentJobs} that changed last. Absent: the last ${recentMinutes} minutes. The same instant can be passed after each reconnection. BAD_USER_INPUT if it is more than ${sinceOverlapSeconds} seconds in the future.`,
};

@Resolver(() => Export)
export class ExportLiveResolver {
  constructor(private readonly subscriptions: JobSubscriptions<Export>) {}

  @Authorized()
  @Extensions({ audience: jobAudience(exportScope) })
  @Subscription(() => Export, {
    description:
      'Live state of an export. Sends the current state immediately (even if the export has ended), then changes in order, at most four per second, then the final state. Then the subscription completes. NOT_FOUND if the id is unknown.',
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ExportLiveResolver.of(context).subscriptions.progress(context, String(args.id)),
  })
  exportProgress(
    @Root() row: Export,
    @Arg('id', () => ID, { description: 'Id of the export.' }) _id: string,
    @Ctx() operation: Operation,
  ): Export {
    return freshEvent(operation, row);
  }

  @Authorized()
  @Subscription(() => Export, {
    description: `Live states of all exports that the viewer may see. First sends the active and recently changed exports, in the order of their last change; then changes, at most four per second and per export. Each event is a full state: per id, keep the one with the largest \`version\`; of equal versions, the later one. A client that reconnects with the same arguments also receives the exports that ended in the meantime. Ends with FORBIDDEN if the viewer may see fewer exports than before.`,
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ExportLiveResolver.of(context).subscriptions.activity(context, args.since as Date | null | undefined),
  })
  exportActivity(
    @Root() row: Export,
    @Arg('since', () => DateTimeScalar, sinceArg) _since: Date | null,
    @Ctx() operation: Operation,
  ): Export {
    return freshEvent(operation, row);
  }

  private static of(operation: Operation): ExportLiveResolver {
    return operation.resolvers.get(ExportLiveResolver);
  }
}
