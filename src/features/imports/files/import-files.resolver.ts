import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { LinkedFile, linkFields } from '../../auth/linked-file.type';
import { Import } from '../record/import.entity';
import type { ImportFileName, ImportFiles } from './import-files';

@ObjectType({ simpleResolvers: true, description: 'A file of an import that the viewer can download.' })
class ImportFile extends LinkedFile {
  @Shared()
  @Field(() => Int, { nullable: true, description: 'Number of rows, without the header. Null for `source`.' })
  rows: number | null;
}

@ObjectType('ImportFiles', {
  simpleResolvers: true,
  description: 'Files of an import. They are deleted 24 hours after its end by default.',
})
class ImportFilesType {
  @Shared()
  @Field(() => ImportFile, {
    nullable: true,
    description:
      'The rows that failed or conflicted, as CSV in UTF-8. With `formulaGuard`, texts that a spreadsheet would run ' +
      "as formulas start with a `'`, which an import removes. " +
      'The first two columns, `__line` and `__errors`, contain the line of the uploaded file and the reasons. ' +
      'The file with corrected rows can be imported as it is. Null if no row failed.',
  })
  errors: ImportFile | null;

  @Shared()
  @Field(() => ImportFile, {
    nullable: true,
    description:
      'The earlier values of the changed cells, as CSV; `__keep` in other cells leaves them as they are now. Prefer ' +
      '`undoImport`: a file imported by hand needs `blankCells: CLEAR` to empty cells, replaces values that were ' +
      'changed since, and cannot delete the created records, which have `true` in `__created`. ' +
      'Null if nothing was applied.',
  })
  undo: ImportFile | null;

  @Shared()
  @Field(() => ImportFile, { nullable: true, description: 'The uploaded file. Null until it has arrived.' })
  source: ImportFile | null;
}

@Resolver(() => Import)
export class ImportFilesResolver {
  constructor(private readonly importFiles: ImportFiles) {}

  @PerViewer()
  @FieldResolver(() => ImportFilesType, {
    description: 'Files of the import. Each is null for viewers without permission to download it.',
  })
  files(@Root() row: Import, @Ctx() operation: Operation): ImportFilesType {
    const file = (name: ImportFileName): ImportFile | null => this.file(row, name, operation);
    return { errors: file('errors'), undo: file('undo'), source: file('source') };
  }

  private file(row: Import, name: ImportFileName, { viewer, baseUrl }: Operation): ImportFile | null {
    const found = this.importFiles.find(viewer, row, name);
    if (!found) return null;
    return {
      name: found.name,
      contentType: found.contentType,
      bytes: BigInt(found.bytes),
      rows: found.rows,
      sha256: found.sha256,
      ...linkFields(baseUrl, () => this.importFiles.mint(viewer, row, name)),
    };
  }
}
