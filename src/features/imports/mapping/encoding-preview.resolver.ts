import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { PerViewer } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { ImportEncoding } from '../reading/encoding';
import { Import } from '../record/import.entity';
import { canSeeRecords } from '../record/import.policy';

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
  @PerViewer()
  @FieldResolver(() => [ImportEncodingPreview], {
    nullable: true,
    description:
      'Rows of the file in several encodings, most likely ones first, while the import is AWAITING_MAPPING because ' +
      'the file is not in the encoding of the request, or not in UTF-8. ' +
      'The file may also be in another encoding than these. ' +
      'Null otherwise, and for viewers who may not import its dataset.',
  })
  encodingPreviews(@Root() row: Import, @Ctx() { viewer }: Operation): readonly ImportEncodingPreview[] | null {
    return canSeeRecords(viewer, row) ? row.encodingPreviews : null;
  }
}
