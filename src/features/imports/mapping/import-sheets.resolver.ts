import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PerViewer } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { maxListedSheets, maxSheetNameLength } from '../reading/limits';
import { Import } from '../record/import.entity';
import { importContents } from '../record/import.loaders';
import { canSeeRecords } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';

@Resolver(() => Import)
export class ImportSheetsResolver {
  constructor(private readonly imports: ImportRepository) {}

  @PerViewer()
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Names of the sheets of the workbook, in the order of its tabs. Pass one to `mapImport` to read that sheet. ' +
      `At most ${maxListedSheets}, and none with more than ${maxSheetNameLength} characters. ` +
      'Null for CSV, until the file is read, once it is deleted, and for viewers who may not import its dataset.',
  })
  async sheets(@Root() row: Import, @Ctx() operation: Operation): Promise<readonly string[] | null> {
    return canSeeRecords(operation.viewer, row) ? importContents(operation, this.imports, 'sheets').load(row.id) : null;
  }
}
