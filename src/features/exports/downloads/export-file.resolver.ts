import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { LinkedFile, linkFields } from '../../auth/linked-file.type';
import { fileTypes } from '../formats';
import { Export } from '../record/export.entity';
import type { ExportFiles } from './export-files';

@ObjectType({ simpleResolvers: true, description: 'The finished file of an export.' })
export class ExportFile extends LinkedFile {
  @Shared()
  @Field(() => Int, { description: 'Number of rows, without the header.' })
  rows: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A link to the file of an export, created with `createDownloadLink`.',
})
export class DownloadLink {
  @Field(() => String, {
    description:
      'URL for GET and HEAD, also with Range. ' +
      'Works without a token until `expiresAt`, and only while the user who created it may download the file. ' +
      'The audit log records each use.',
  })
  url: string;

  @Field(() => DateTimeScalar, { description: 'When the link expires.' })
  expiresAt: Date;
}

@Resolver(() => Export)
export class ExportFileResolver {
  constructor(private readonly files: ExportFiles) {}

  @Authorized()
  @Mutation(() => Export, {
    description:
      'Deletes the file of a COMPLETED export before it expires. ' +
      'The export becomes EXPIRED immediately and all its links stop working; a running download finishes. ' +
      'Requires permission to download the file, or the role OWNER; FORBIDDEN otherwise. Idempotent. ' +
      'NOT_FOUND if the id is unknown. CONFLICT if the export has no file.',
  })
  deleteExportFile(
    @Arg('id', () => ID, { description: 'Id of the export.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<Export> {
    return this.files.deleteEarly(operation, id);
  }

  @Authorized()
  @Mutation(() => DownloadLink, {
    description:
      'Creates a link to the file of a COMPLETED export, for another person or program, ' +
      'and records it in the audit log. ' +
      'NOT_FOUND if the id is unknown, FORBIDDEN if the viewer may not download the file, CONFLICT before the export is COMPLETED, ' +
      'EXPIRED once its file is deleted.',
  })
  async createDownloadLink(
    @Arg('id', () => ID, { description: 'Id of the export.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<DownloadLink> {
    const { path, expiresAt } = await this.files.createLink(operation, id);
    return { url: operation.baseUrl + path, expiresAt };
  }

  @Shared()
  @FieldResolver(() => ExportFile, {
    nullable: true,
    description: 'The file; null unless the export is COMPLETED and the viewer may download it.',
  })
  file(@Root() row: Export, @Ctx() { viewer, baseUrl }: Operation): ExportFile | null {
    if (!this.files.isAvailable(viewer, row)) return null;
    return {
      name: row.fileName!,
      contentType: fileTypes[row.format].contentType,
      bytes: row.fileBytes!,
      rows: row.fileRows!,
      sha256: row.fileSha256!,
      ...linkFields(baseUrl, () => this.files.mint(viewer, row)),
    };
  }
}
