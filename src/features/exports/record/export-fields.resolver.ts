import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { notFound } from '../../../errors';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import { queuePositionOf } from '../../../platform/graphql/job-progress.type';
import { JobWarning } from '../../../platform/graphql/job-warning.type';
import type { Operation } from '../../../platform/graphql/operation';
import { recordLoader } from '../../../platform/graphql/record.loaders';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { exportWarnings } from '../../labels/en/warnings';
import { describeCodes, describeWarnings } from '../../labels/job-warnings';
import { failureOf } from '../../labels/sentences';
import { User } from '../../users/user.entity';
import { userLoader } from '../../users/user.loaders';
import type { UserRepository } from '../../users/user.repository';
import { Export } from './export.entity';
import { selectionLoader } from './export.loaders';
import { canDo, exportScope } from './export.policy';
import type { ExportRepository } from './export.repository';
import { exportPeriodOf } from './export-period';
import { progressOf } from './export-progress';
import { ExportFailure, ExportProgress } from './export-progress.type';
import { ExportSelectionType } from './export-selection.type';

@ObjectType({
  simpleResolvers: true,
  description:
    'Actions that the viewer can currently take on an export, by their permissions and its state. The mutations follow the same rules.',
})
export class ExportActions {
  @Field(() => Boolean, { description: 'Whether `cancelExport` would cancel the export.' })
  cancel: boolean;

  @Field(() => Boolean, { description: 'Whether `retryExport` would start the export again.' })
  retry: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer can download `file`.' })
  download: boolean;

  @Field(() => Boolean, { description: 'Whether `deleteExportFile` would delete the file.' })
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
      'User who started the export. After a transfer of ownership: the new owner, for unfinished ORGANIZATION exports.',
  })
  async requestedBy(@Root() row: Export, @Ctx() operation: Operation): Promise<User> {
    const user = await userLoader(operation, this.users).load(row.requestedById);
    if (!user) throw notFound('user');
    return user;
  }

  @Shared()
  @FieldResolver(() => DateTimeScalar, {
    description:
      'When the export last changed, by the clock of the database. Pass the latest received value as `since` of `exportActivity`.',
  })
  changedAt(@Root() row: Export): Date {
    return row.updatedAt;
  }

  @Shared()
  @FieldResolver(() => ExportSelectionType, { description: 'Selection of the rows.' })
  async selection(@Root() row: Export, @Ctx() operation: Operation): Promise<ExportSelectionType> {
    const { ids, excludeIds, filter, period, userId } = await selectionLoader(operation, this.exports).load(row.id);
    return {
      idCount: ids?.length ?? null,
      excludedIdCount: excludeIds?.length ?? null,
      filter: filter ? JSON.stringify(filter) : null,
      period: period ? exportPeriodOf(period) : null,
      userId: userId === undefined ? null : String(userId),
    };
  }

  @Shared()
  @FieldResolver(() => ExportProgress, { description: 'Progress of the export.' })
  progress(@Root() row: Export, @Ctx() operation: Operation): ExportProgress {
    return { ...progressOf(row), queuePosition: () => queuePositionOf(operation, this.exports, row) };
  }

  @Shared()
  @FieldResolver(() => ExportFailure, {
    nullable: true,
    description: 'Why the export failed, or why its file was lost. Null otherwise.',
  })
  failure(@Root() row: Export, @Ctx() { language }: Operation): ExportFailure | null {
    return failureOf(row, language);
  }

  @Shared()
  @FieldResolver(() => [String], {
    description:
      "Notes for readers of the file, for example about cells truncated at Excel's limit, in the language of the request.",
  })
  warnings(@Root() row: Export, @Ctx() { language }: Operation): string[] {
    return describeWarnings(row.warnings, language).map(({ message }) => message);
  }

  @Shared()
  @FieldResolver(() => [JobWarning], {
    description: `The same as \`warnings\`, with codes and parameters: ${describeCodes(exportWarnings)}; OTHER (an export of an earlier version).`,
  })
  warningDetails(@Root() row: Export, @Ctx() { language }: Operation): JobWarning[] {
    return describeWarnings(row.warnings, language);
  }

  @PerViewer()
  @FieldResolver(() => ExportActions, { description: 'Actions that the viewer can currently take.' })
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
    description: 'Id of the export that this one retries. Null if it is not a retry.',
  })
  retryOf(@Root() row: Export): number | null {
    return row.retryOfId;
  }

  @PerViewer()
  @FieldResolver(() => Export, {
    nullable: true,
    description: 'The export that this one retries. Null if it retries none, or one that the viewer may not see.',
  })
  async retryOfExport(@Root() { retryOfId }: Export, @Ctx() operation: Operation): Promise<Export | null> {
    return retryOfId === null ? null : recordLoader(operation, this.exports, exportScope).load(retryOfId);
  }
}
