import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { notFound } from '../../../errors';
import { type Connection, connectionType, listComplexity } from '../../../platform/graphql/connection';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
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
import { StartExportPayload } from '../start/start-export.inputs';
import { ExportRequest } from './export-request.entity';
import { ExportRequestsArgs, maxReasonLength, RequestExportInput } from './export-request.inputs';
import { type ExportRequestRepository, requestScope } from './export-request.repository';
import type { ExportRequestService } from './export-request.service';

const ExportRequestConnection = connectionType(() => ExportRequest, 'ExportRequest', 'requests for exports');
const idArg = { description: "The request's id." };

@Resolver(() => ExportRequest)
export class ExportRequestResolver {
  constructor(
    private readonly service: ExportRequestService,
    private readonly requests: ExportRequestRepository,
    private readonly exports: ExportRepository,
    private readonly users: UserRepository,
  ) {}

  @Authorized()
  @Query(() => ExportRequest, {
    nullable: true,
    description: 'One request for an export; null when there is none of that id, or the viewer may not see it.',
  })
  exportRequest(@Arg('id', () => ID, idArg) id: string, @Ctx() { viewer }: Operation): Promise<ExportRequest | null> {
    return this.requests.find(requestScope(viewer), idOf(id));
  }

  @Authorized()
  @Query(() => ExportRequestConnection, {
    description: 'Requests for exports, newest first. The owner sees all, anyone else their own, and `scope` is OWN.',
    complexity: listComplexity,
  })
  exportRequests(@Args() args: ExportRequestsArgs, @Ctx() { viewer }: Operation): Promise<Connection<ExportRequest>> {
    return this.requests.list(requestScope(viewer), args);
  }

  @Authorized()
  @Mutation(() => ExportRequest, {
    description:
      'Asks the owner for an export and notifies them by mail. If the viewer has an identical request OPEN, returns that one with its original reason and `deduplicated` true. FORBIDDEN for the owner, who need not ask.',
  })
  requestExport(
    @Arg('input', () => RequestExportInput, { description: 'What is wanted, and why.' }) input: RequestExportInput,
    @Ctx() operation: Operation,
  ): Promise<ExportRequest> {
    return this.service.open(operation, input);
  }

  @Authorized()
  @Mutation(() => StartExportPayload, {
    description:
      "Approves a request: starts the export as the owner's own and notifies the requester by mail. Only for the owner. CONFLICT if the request is already decided or can no longer be carried out, or if the requester's account is not ACTIVE.",
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
      'Declines a request; who asked is told by mail. Only for the owner. CONFLICT when it was decided already.',
  })
  declineExportRequest(
    @Arg('id', () => ID, idArg) id: string,
    @Arg('reason', () => String, {
      nullable: true,
      description: `Why, for who asked to read; at most ${maxReasonLength} characters.`,
    })
    reason: string | null,
    @Ctx() operation: Operation,
  ): Promise<ExportRequest> {
    return this.service.decline(operation, id, reason);
  }

  @Authorized()
  @Mutation(() => ExportRequest, {
    description: 'Takes an own request back. Again: no change. CONFLICT when it was decided already.',
  })
  cancelExportRequest(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<ExportRequest> {
    return this.service.cancel(operation, id);
  }

  @FieldResolver(() => User, { description: 'Who asks.' })
  async requestedBy(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<User> {
    const user = await userLoader(operation, this.users).load(row.requestedById);
    if (!user) throw notFound('user');
    return user;
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The owner who decided; null until then, and for those who may not see them.',
  })
  async decidedBy(@Root() row: ExportRequest, @Ctx() operation: Operation): Promise<User | null> {
    return row.decidedById === null ? null : userLoader(operation, this.users).load(row.decidedById);
  }

  @FieldResolver(() => ExportDataset, { description: 'What the file is to hold.' })
  dataset(@Root() { summary }: ExportRequest): ExportDataset {
    return summary.dataset;
  }

  @FieldResolver(() => ExportFormat, { description: 'How the file is to be written.' })
  format(@Root() { summary }: ExportRequest): ExportFormat {
    return summary.format;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The template asked for; null: the default one, or `columns`.',
  })
  template(@Root() { summary }: ExportRequest): string | null {
    return summary.template;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'The columns asked for, by their keys; null: those of the template.',
  })
  columns(@Root() { summary }: ExportRequest): string[] | null {
    return summary.columns;
  }

  @FieldResolver(() => ExportSelectionType, { description: 'Which rows are asked for.' })
  selection(@Root() { summary: { idCount, filter, period, userId } }: ExportRequest): ExportSelectionType {
    return { userId, idCount, filter, period: period ? exportPeriodOf(period) : null };
  }

  @FieldResolver(() => ID, {
    nullable: true,
    description: 'Of an export of the organization: just this user; null: all of it.',
  })
  userId(@Root() { summary }: ExportRequest): string | null {
    return summary.userId;
  }

  @FieldResolver(() => Export, {
    nullable: true,
    description: 'The export that came of it; null unless APPROVED, and for those who may not see it.',
  })
  async export(@Root() { exportId }: ExportRequest, @Ctx() { viewer }: Operation): Promise<Export | null> {
    return exportId === null ? null : this.exports.find(exportScope(viewer), exportId);
  }
}
