import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { PerViewer } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { Import } from '../record/import.entity';
import { importContents } from '../record/import.loaders';
import { canSeeRecords } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import { MatchConfidence } from './suggest';

@ObjectType({
  simpleResolvers: true,
  description: 'A column of an imported file, and the column that takes its values.',
})
class ImportColumn {
  @Field(() => String, { description: 'Header in the file.' })
  header: string;

  @Field(() => String, {
    nullable: true,
    description: 'Key of the column that probably belongs to the header. Null if there is none.',
  })
  suggestion: string | null;

  @Field(() => MatchConfidence, {
    nullable: true,
    description:
      'How certain `suggestion` is. LIKELY without a suggestion: the header was ignored in your last import with these ' +
      'headers. Otherwise null without a suggestion.',
  })
  confidence: MatchConfidence | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Key of the column that takes the values. Null: the values are ignored or, with `isUndecided`, not yet mapped.',
  })
  column: string | null;

  @Field(() => Boolean, {
    description:
      'Whether the header is not known and has to be mapped with `mapImport` before the file can be checked.',
  })
  isUndecided: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the custom property that is created for the values. Null if there is none.',
  })
  newCustomProperty: string | null;

  @Field(() => [String], { description: 'Cells of the first rows, as they are in the file.' })
  samples: readonly string[];
}

@Resolver(() => Import)
export class ImportColumnResolver {
  constructor(private readonly imports: ImportRepository) {}

  @PerViewer()
  @FieldResolver(() => [ImportColumn], {
    nullable: true,
    description:
      'Columns of the file, in their order. Null until the headers are read, once the files are deleted, and for ' +
      'viewers who may not import its dataset.',
  })
  async columns(@Root() row: Import, @Ctx() operation: Operation): Promise<ImportColumn[] | null> {
    if (!canSeeRecords(operation.viewer, row)) return null;
    const columns = await importContents(operation, this.imports, 'columns').load(row.id);
    return columns?.map((column) => ({ ...column, confidence: column.confidence as MatchConfidence | null })) ?? null;
  }
}
