import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { PerViewer, Shared } from '../../platform/graphql/audience';
import type { Operation } from '../../platform/graphql/operation';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import type { ExportFiles } from './downloads/export-files';
import { Export } from './record/export.entity';
import { canDo } from './record/export.policy';
import type { ExportService } from './start/export.service';

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

@ObjectType({
  simpleResolvers: true,
  description: 'A link to the file of an export, created with `createDownloadLink`.',
})
export class DownloadLink {
  @Field(() => String, {
    description:
      'Works without a token until `expiresAt`, and only while the user who created it may download the file. GET and HEAD, with Range. Each use is in the audit log.',
  })
  url: string;

  @Field(() => DateTimeScalar, { description: 'When the link expires.' })
  expiresAt: Date;
}

@Resolver(() => Export)
export class ExportActionsResolver {
  constructor(
    private readonly service: ExportService,
    private readonly files: ExportFiles,
  ) {}

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

  @Authorized()
  @Mutation(() => Export, {
    description:
      'Deletes the file of a COMPLETED export before its time; the export is EXPIRED at once, and all its links are dead. A download that has begun finishes. For those who may download it, and the owner; FORBIDDEN otherwise. Again: no change. CONFLICT when it has no file.',
  })
  deleteExportFile(
    @Arg('id', () => ID, { description: "The export's id." }) id: string,
    @Ctx() operation: Operation,
  ): Promise<Export> {
    return this.files.deleteEarly(operation, id);
  }

  @Authorized()
  @Mutation(() => DownloadLink, {
    description:
      'Creates a link to the file of a COMPLETED export, for another person or program, and records that in the audit log. FORBIDDEN for viewers who may not download it, CONFLICT before the export is COMPLETED, EXPIRED once its file is deleted.',
  })
  async createDownloadLink(
    @Arg('id', () => ID, { description: "The export's id." }) id: string,
    @Ctx() operation: Operation,
  ): Promise<DownloadLink> {
    const { path, expiresAt } = await this.files.createLink(operation, id);
    return { url: operation.baseUrl + path, expiresAt };
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
