import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { PerViewer } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { ImportEncoding } from '../reading/encoding';
import { Import } from '../record/import.entity';
import { importContents } from '../record/import.loaders';
import { canSeeRecords } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';

@ObjectType({ simpleResolvers: true, description: 'Some rows of a CSV file as they read in an encoding.' })
class ImportEncodingPreview {
  @Field(() => ImportEncoding, { description: 'Encoding. Pass it to `mapImport` if the rows read well.' })
  encoding: ImportEncoding;

  @Field(() => [String], {
    description: 'Up to three rows from the first byte on that is not valid, each cut to 200 characters.',
  })
  rows: readonly string[];
}

@Resolver(() => Import)
export class EncodingPreviewResolver {
  constructor(private readonly imports: ImportRepository) {}

  @PerViewer()
  @FieldResolver(() => [ImportEncodingPreview], {
    nullable: true,
    description:
      'Rows of the file in several encodings, most likely ones first, while the import is AWAITING_MAPPING because ' +
      'the file is not in the encoding of the request, or not in UTF-8. ' +
      'The file may also be in another encoding than these. ' +
      'Null otherwise, and for viewers who may not import its dataset.',
  })
  async encodingPreviews(
    @Root() row: Import,
    @Ctx() operation: Operation,
  ): Promise<readonly ImportEncodingPreview[] | null> {
    if (!canSeeRecords(operation.viewer, row)) return null;
    return importContents(operation, this.imports, 'encodingPreviews').load(row.id);
  }
}
