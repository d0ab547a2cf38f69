import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Connection, connectionType, listComplexity } from '../../platform/graphql/connection';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import { Export } from './record/export.entity';
import { exportScope } from './record/export.policy';
import type { ExportRepository } from './record/export.repository';
import { ExportsArgs } from './record/export-list.inputs';
import type { ExportService } from './start/export.service';
import { StartExportInput, StartExportPayload } from './start/start-export.inputs';

const ExportConnection = connectionType(() => Export, 'Export', 'exports');
const idArg = { description: "The export's id." };

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
    description: 'One export; null when there is none of that id, or the viewer may not see it.',
  })
  findExport(@Arg('id', () => ID, idArg) id: string, @Ctx() { viewer }: Operation): Promise<Export | null> {
    return this.exports.find(exportScope(viewer), idOf(id));
  }

  @Authorized()
  @Query(() => ExportConnection, {
    name: 'exports',
    description:
      'The exports of the organization, newest first. Those who may not export see only what they asked for themselves, and `scope` is OWN.',
    complexity: listComplexity,
  })
  listExports(@Args() args: ExportsArgs, @Ctx() { viewer }: Operation): Promise<Connection<Export>> {
    return this.exports.list(exportScope(viewer), args);
  }

  @Authorized()
  @Mutation(() => StartExportPayload, {
    description:
      'Starts an export in the background. Needs OWNER or ADMIN and, for USERS, the permissions DATA_PROTECTION, IDENTITIES_VIEW and IDENTITIES_EDIT; for BOOKINGS, DATA_PROTECTION and BOOKINGS_VIEW; for INVOICES, DATA_PROTECTION and INVOICES_VIEW; for columns about their users and filters by those, IDENTITIES_VIEW, too, and for filters by figures what shows those. ORGANIZATION is the owner’s alone, and one of the whole organization is made at a time: who asks for a second one gets the first. FORBIDDEN otherwise.',
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
      'Cancels an export; a running one stops within two seconds and leaves no file. Again: no change. CONFLICT when it already came to another end.',
  })
  cancelExport(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Export> {
    return this.service.cancel(operation, id);
  }

  @Authorized()
  @Mutation(() => Export, {
    description:
      'Starts an export again that is FAILED, CANCELLED or EXPIRED (CONFLICT otherwise), as a new export with the same request: the period stays as it was resolved, `asOf` as it was given. FORBIDDEN for who may not start such an export. If an identical export is already under way, returns that one with `deduplicated` true.',
  })
  retryExport(
    @Arg('id', () => ID, { description: 'The id of the export to start again.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<Export> {
    return this.service.retry(operation, id);
  }
}
