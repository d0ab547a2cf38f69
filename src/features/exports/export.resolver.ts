import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Connection, connectionType, listComplexity, PageArgs } from '../../platform/graphql/connection';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import { Export } from './record/export.entity';
import { exportScope } from './record/export.policy';
import type { ExportRepository } from './record/export.repository';
import { exportFilter, ExportFilterArgs } from './record/export-list.inputs';
import type { ExportService } from './start/export.service';
import { startComplexity } from './start/export-price';
import { StartExportInput, StartExportPayload } from './start/start-export.inputs';

const ExportConnection = connectionType(() => Export, 'Export', 'exports');
const idArg = { description: 'Id of the export.' };

@Resolver(() => Export)
export class ExportResolver {
  constructor(
    private readonly service: ExportService,
    private readonly exports: ExportRepository,
  ) {}

  @Authorized()
  @Query(() => Export, {
    name: 'export',
    nullable: true,
    description: 'An export by id. Null if the id is unknown or the viewer may not see the export.',
  })
  findExport(@Arg('id', () => ID, idArg) id: string, @Ctx() { viewer }: Operation): Promise<Export | null> {
    return this.exports.find(exportScope(viewer), idOf(id));
  }

  @Authorized()
  @Query(() => ExportConnection, {
    name: 'exports',
    description:
      'Exports of the organization, newest first. Viewers who may not export users see only their own exports, with the `scope` OWN.',
    complexity: listComplexity,
  })
  listExports(
    @Args() page: PageArgs,
    @Args() filter: ExportFilterArgs,
    @Ctx() { viewer }: Operation,
  ): Promise<Connection<Export>> {
    return this.exports.list(exportScope(viewer), exportFilter(filter), page);
  }

  @Authorized()
  @Mutation(() => StartExportPayload, {
    description:
      'Starts an export in the background. Requires the role OWNER or ADMIN and the permission DATA_PROTECTION. ' +
      'USERS also requires IDENTITIES_VIEW and IDENTITIES_EDIT, BOOKINGS requires BOOKINGS_VIEW, ' +
      'INVOICES requires INVOICES_VIEW. Columns about users and filters by users also require IDENTITIES_VIEW; ' +
      'filters by figures require the permissions that show the figures. ' +
      'ORGANIZATION requires the role OWNER and runs once at a time: a second request returns the running export. ' +
      'FORBIDDEN otherwise.',
    complexity: startComplexity,
  })
  startExport(
    @Arg('input', () => StartExportInput, { description: 'What to export.' }) input: StartExportInput,
    @Ctx() operation: Operation,
  ): Promise<StartExportPayload> {
    return this.service.start(operation, input);
  }

  @Authorized()
  @Mutation(() => Export, {
    description:
      'Cancels an export. A running one stops within two seconds and leaves no file. Idempotent. ' +
      'NOT_FOUND if the id is unknown. CONFLICT if the export is COMPLETED, FAILED or EXPIRED.',
  })
  cancelExport(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Export> {
    return this.service.cancel(operation, id);
  }

  @Authorized()
  @Mutation(() => Export, {
    description:
      'Starts a new export with the same request as one that is FAILED, CANCELLED or EXPIRED; ' +
      'CONFLICT in other states. Keeps the resolved period and the requested `asOf`. ' +
      'If an identical export is already unfinished, returns it with `deduplicated` true. ' +
      'NOT_FOUND if the id is unknown. FORBIDDEN if the viewer may not start such an export.',
  })
  retryExport(
    @Arg('id', () => ID, { description: 'Id of the export to retry.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<Export> {
    return this.service.retry(operation, id);
  }
}
