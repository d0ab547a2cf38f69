import { Arg, Authorized, Ctx, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { freshEvent, type Operation } from '../../../platform/graphql/operation';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Export } from '../record/export.entity';
import { exportAudience } from './export.audience';
import { type ExportSubscriptions, maxRecentExports, recentMinutes, sinceOverlapSeconds } from './export.subscription';

const sinceArg = {
  nullable: true,
  description: `Which exports count as recent: those whose \`changedAt\` is at most ${sinceOverlapSeconds} seconds before this instant, or later. Of those that have ended, only the ${maxRecentExports} that changed last. Absent: the last ${recentMinutes} minutes. You may pass the same instant after each reconnection. BAD_USER_INPUT if it is more than ${sinceOverlapSeconds} seconds in the future.`,
};

@Resolver(() => Export)
export class ExportLiveResolver {
  constructor(private readonly subscriptions: ExportSubscriptions) {}

  @Authorized()
  @Extensions({ audience: exportAudience })
  @Subscription(() => Export, {
    description:
      'One export, live: its present state at once (also when it ended long ago), then changes, at most four a second and never backwards, then its final state; then the subscription completes.',
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ExportLiveResolver.of(context).subscriptions.progress(context, String(args.id)),
  })
  exportProgress(
    @Root() row: Export,
    @Arg('id', () => ID, { description: "The export's id." }) _id: string,
    @Ctx() operation: Operation,
  ): Export {
    return freshEvent(operation, row);
  }

  @Authorized()
  @Subscription(() => Export, {
    description: `Every export the viewer may see, live. First sends the active ones and those that changed recently, in the order of their last change; then each change, at most four a second per export. Events are states: keep the one with the largest \`version\` of each id. A client that reconnects with the same arguments thereby learns what ended in the meantime. Ends with FORBIDDEN when the viewer may see fewer exports than before.`,
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
