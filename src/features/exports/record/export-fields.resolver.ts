import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { notFound } from '../../../errors';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { User } from '../../users/user.entity';
import { userLoader } from '../../users/user.loaders';
import type { UserRepository } from '../../users/user.repository';
import { Export, ExportFailure, ExportProgress, ExportState } from './export.entity';
import { queuePositions, selectionLoader } from './export.loaders';
import { canDo } from './export.policy';
import type { ExportRepository } from './export.repository';
import { exportPeriodOf } from './export-period';
import { progressOf } from './export-progress';
import { ExportSelectionType } from './export-selection.type';

@ObjectType({
  simpleResolvers: true,
  description:
    'What the viewer can do with an export right now: by who they are and by the state that it is in. The mutations follow the same rules.',
})
export class ExportActions {
  @Field(() => Boolean, { description: 'Whether `cancelExport` would stop it.' })
  cancel: boolean;

  @Field(() => Boolean, { description: 'Whether `retryExport` would start it again.' })
  retry: boolean;

  @Field(() => Boolean, { description: 'Whether `file` is there for the viewer to download.' })
  download: boolean;

  @Field(() => Boolean, { description: 'Whether `deleteExportFile` would delete its file.' })
  delete: boolean;
}

@Resolver(() => Export)
export class ExportFieldsResolver {
  constructor(
    private readonly exports: ExportRepository,
    private readonly users: UserRepository,
  ) {}

  @Shared()
  @FieldResolver(() => User, {
    description:
      'Who requested it. An ORGANIZATION export that is under way at a transfer of ownership passes to the new owner.',
  })
  async requestedBy(@Root() row: Export, @Ctx() operation: Operation): Promise<User> {
    const user = await userLoader(operation, this.users).load(row.requestedById);
    if (!user) throw notFound('user');
    return user;
  }

  @Shared()
  @FieldResolver(() => DateTimeScalar, {
    description:
      'When it last changed, by the clock of the database. Pass the largest value received as `since` of `exportActivity`.',
  })
  changedAt(@Root() row: Export): Date {
    return row.updatedAt;
  }

  @Shared()
  @FieldResolver(() => ExportSelectionType, { description: 'Which rows were asked for.' })
  async selection(@Root() row: Export, @Ctx() operation: Operation): Promise<ExportSelectionType> {
    const { ids, filter, period, userId } = await selectionLoader(operation, this.exports).load(row.id);
    return {
      idCount: ids?.length ?? null,
      filter: filter ? JSON.stringify(filter) : null,
      period: period ? exportPeriodOf(period) : null,
      userId: userId === undefined ? null : String(userId),
    };
  }

  @Shared()
  @FieldResolver(() => ExportProgress, { description: 'How far it has come.' })
  progress(@Root() row: Export, @Ctx() operation: Operation): ExportProgress {
    const place = async (): Promise<number | null> =>
      row.queuePosition ?? (await queuePositions(operation, this.exports)).get(row.id) ?? null;
    return { ...progressOf(row), queuePosition: async () => (row.state === ExportState.QUEUED ? place() : null) };
  }

  @Shared()
  @FieldResolver(() => ExportFailure, {
    nullable: true,
    description: 'Why it failed, or why its file was lost; otherwise null.',
  })
  failure(@Root() row: Export): ExportFailure | null {
    return row.failureCode === null ? null : { code: row.failureCode, message: row.failureMessage ?? '' };
  }

  @PerViewer()
  @FieldResolver(() => ExportActions, { description: 'What the viewer can do with it right now.' })
  actions(@Root() row: Export, @Ctx() { viewer, now }: Operation): ExportActions {
    const at = now();
    return {
      cancel: canDo('cancel', viewer, row, at),
      retry: canDo('retry', viewer, row, at),
      download: canDo('download', viewer, row, at),
      delete: canDo('delete', viewer, row, at),
    };
  }

  @Shared()
  @FieldResolver(() => ID, {
    nullable: true,
    description: 'The id of the export that this one started again; null for one that was asked for anew.',
  })
  retryOf(@Root() row: Export): number | null {
    return row.retryOfId;
  }
}
