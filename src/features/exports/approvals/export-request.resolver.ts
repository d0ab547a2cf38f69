import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { notFound } from '../../../errors';
import { type Connection, connectionType, listComplexity, PageArgs } from '../../../platform/graphql/connection';
import { countValues } from '../../../platform/graphql/echoed-input';
import { shareEventLoop } from '../../../platform/graphql/event-loop-share';
import { assertFound, idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import { recordLoader } from '../../../platform/graphql/record.loaders';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { User } from '../../users/user.entity';
import { userLoader } from '../../users/user.loaders';
import type { UserRepository } from '../../users/user.repository';
import { ExportDataset } from '../datasets';
import { ExportFormat } from '../formats';
import { Export } from '../record/export.entity';
import { exportScope } from '../record/export.policy';
import type { ExportRepository } from '../record/export.repository';
import { exportPeriodOf } from '../record/export-period';
import { ExportSelectionType } from '../record/export-selection.type';
import { requestComplexity } from '../start/export-price';
import { fileOptions, fullCsvOptions } from '../start/full-export-validation';
import { StartExportInput, StartExportPayload, wholeInputComplexity } from '../start/start-export.inputs';
import { storedInputLoader } from '../start/stored-input.loaders';
import { ExportRequest, type RequestSummary } from './export-request.entity';
import {
  exportRequestFilter,
  ExportRequestFilterArgs,
  maxOpenRequests,
  maxReasonLength,
  RequestExportInput,
} from './export-request.inputs';
import { inputLoader, summaryLoader } from './export-request.loaders';
import { type ExportRequestRepository, requestScope } from './export-request.repository';
import type { ExportRequestService } from './export-request.service';

const ExportRequestConnection = connectionType(() => ExportRequest, 'ExportRequest', 'export requests');
const idArg = { description: 'Id of the request.' };

@Resolver(() => ExportRequest)
export class ExportRequestResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly service: ExportRequestService,
    private readonly requests: ExportRequestRepository,
    private readonly exports: ExportRepository,
    private readonly users: UserRepository,
  ) {}

  @Authorized()
  @Query(() => ExportRequest, {
    nullable: true,
    description: 'A request for an export; null if it does not exist or the viewer may not read it.',
  })
  exportRequest(@Arg('id', () => ID, idArg) id: string, @Ctx() { viewer }: Operation): Promise<ExportRequest | null> {
    return this.requests.find(requestScope(viewer), idOf(id));
  }

  @Authorized()
  @Query(() => ExportRequestConnection, {
    description:
      'Export requests, newest first. The owner sees all of them; other viewers see only their own, with the `scope` OWN.',
    complexity: listComplexity,
  })
  exportRequests(
    @Args() page: PageArgs,
    @Args() filter: ExportRequestFilterArgs,
    @Ctx() { viewer }: Operation,
  ): Promise<Connection<ExportRequest>> {
    return this.requests.list(requestScope(viewer), exportRequestFilter(filter), page);
  }

  @Authorized()
  @Mutation(() => ExportRequest, {
    description:
      'Requests an export and notifies the owner by mail. ' +
      'If the viewer has an identical OPEN request, returns it with its original reason and `deduplicated` true. ' +
      `LIMIT_REACHED for a viewer with ${maxOpenRequests} OPEN requests. ` +
      'FORBIDDEN for the owner; use `startExport`.',
    complexity: requestComplexity,
  })
  requestExport(
    @Arg('input', () => RequestExportInput, { description: 'The export and the reason.' }) input: RequestExportInput,
    @Ctx() operation: Operation,
  ): Promise<ExportRequest> {
    return this.service.open(operation, input);
  }

  @Authorized()
  @Mutation(() => StartExportPayload, {
    description:
      'Approves a request: starts the export as the owner and notifies the requester by mail. ' +
      'FORBIDDEN unless the viewer is the owner. NOT_FOUND if the id is unknown. ' +
      "CONFLICT if the request is not OPEN, its columns or rows no longer exist, or the requester's account is " +
      'not ACTIVE.',
  })
  approveExportRequest(
    @Arg('id', () => ID, idArg) id: string,
    @Ctx() operation: Operation,
  ): Promise<StartExportPayload> {
    return this.service.approve(operation, id);
  }

  @Authorized()
  @Mutation(() => ExportRequest, {
    description:
      'Declines a request and notifies the requester by mail. FORBIDDEN unless the viewer is the owner. ' +
      'NOT_FOUND if the id is unknown. CONFLICT if the request is not OPEN.',
  })
  declineExportRequest(
    @Arg('id', () => ID, idArg) id: string,
    @Arg('reason', () => String, {
      nullable: true,
      description: `The reason, shown to the requester; at most ${maxReasonLength} characters.`,
    })
    reason: string | null,
    @Ctx() operation: Operation,
  ): Promise<ExportRequest> {
    return this.service.decline(operation, id, reason);
  }

  @Authorized()
  @Mutation(() => ExportRequest, {
    description:
      "Withdraws one of the viewer's own requests. FORBIDDEN for another user's. Idempotent. " +
      'NOT_FOUND if the id is unknown. CONFLICT if it was approved or declined.',
  })
  cancelExportRequest(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<ExportRequest> {
    return this.service.cancel(operation, id);
  }

  @FieldResolver(() => User, { description: 'The user who made the request.' })
  async requestedBy(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<User> {
    const user = await userLoader(operation, this.users).load(row.requestedById);
    if (!user) throw notFound('user');
    return user;
  }

  @FieldResolver(() => DateTimeScalar, {
    description:
      'When the request last changed, by the clock of the database. ' +
      'Pass the latest received value as `since` of `exportRequestsChanged`.',
  })
  changedAt(@Root() row: ExportRequest): Date {
    return row.updatedAt;
  }

  @FieldResolver(() => User, {
    nullable: true,
    description:
      'The owner who approved or declined the request. Null until then, or if the viewer may not see that user.',
  })
  async decidedBy(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<User | null> {
    return row.decidedById === null ? null : userLoader(operation, this.users).load(row.decidedById);
  }

  @FieldResolver(() => ExportDataset, { description: 'Dataset of the file.' })
  async dataset(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<ExportDataset> {
    return (await this.summaryOf(row, operation)).dataset;
  }

  @FieldResolver(() => ExportFormat, { description: 'Format of the file.' })
  async format(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<ExportFormat> {
    return (await this.summaryOf(row, operation)).format;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The requested template; null for the default template or `columns`.',
  })
  async template(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<string | null> {
    return (await this.summaryOf(row, operation)).template;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'Keys of the requested columns; null for the columns of the template.',
  })
  async columns(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<string[] | null> {
    return (await this.summaryOf(row, operation)).columns;
  }

  @FieldResolver(() => StartExportInput, {
    nullable: true,
    description:
      'The whole requested export, in the form that `startExport` takes. A preset appears as the dates that it covered on ' +
      'the day of the request, and excluded rows that were deleted are omitted. Null if the request was deleted in the meantime.',
    complexity: wholeInputComplexity,
  })
  async input(@Root() { id }: ExportRequest, @Ctx() operation: Operation): Promise<StartExportInput | null> {
    const stored = await inputLoader(operation, this.requests).load(id);
    if (!stored) return null;
    const input = await storedInputLoader(operation, this.dataSource).load(stored);
    await shareEventLoop(operation, countValues(input));
    return { ...input, csv: fullCsvOptions(input.format, fileOptions(input).csv) };
  }

  @FieldResolver(() => ExportSelectionType, { description: 'The requested rows.' })
  async selection(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<ExportSelectionType> {
    const { idCount, excludedIdCount = null, filter, period, userId } = await this.summaryOf(row, operation);
    return { userId, idCount, excludedIdCount, filter, period: period ? exportPeriodOf(period) : null };
  }

  @FieldResolver(() => ID, {
    nullable: true,
    description: 'For a full export: the only user whose data is requested; null for the whole organization.',
  })
  async userId(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<string | null> {
    return (await this.summaryOf(row, operation)).userId;
  }

  @FieldResolver(() => Export, {
    nullable: true,
    description:
      'The export that the approval started or joined; null unless APPROVED, or if the viewer may not read it.',
  })
  async export(@Root() { exportId }: ExportRequest, @Ctx() operation: Operation): Promise<Export | null> {
    return exportId === null ? null : recordLoader(operation, this.exports, exportScope).load(exportId);
  }

  private async summaryOf({ id }: ExportRequest, operation: Operation): Promise<RequestSummary> {
    const summary = await summaryLoader(operation, this.requests).load(id);
    assertFound(summary, 'export request', id);
    return summary;
  }
}
