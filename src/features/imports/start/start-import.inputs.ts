import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { DateOrder } from '../../columns/date-order';
import { ExportDataset } from '../../exports/datasets';
import { encodingDescriptions, ImportEncoding } from '../reading/encoding';
import { maxSheetNameLength } from '../reading/limits';
import { BlankCells } from '../record/import-state';

registerEnumType(ImportEncoding, {
  name: 'ImportEncoding',
  description: 'An encoding of CSV files.',
  valuesConfig: Object.fromEntries(
    Object.entries(encodingDescriptions).map(([name, description]) => [name, { description }]),
  ),
});

export const maxFileNameLength = 200;
export const maxHeaderLength = 1000;
export const maxMappingNameLength = 100;
export const maxMappedHeaders = 1000;

@InputType({
  description:
    'The decision about one header of a file: the column that takes its values, a new custom property, or neither to ignore it.',
})
export class ColumnMappingInput {
  @Field(() => String, { description: 'Header in the file.' })
  @MaxCharacters(maxHeaderLength)
  header: string;

  @Field(() => String, {
    nullable: true,
    description: 'Key of a column, as `exportColumns` lists it. Null: the header is ignored.',
  })
  @MaxCharacters(200)
  column?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of a custom property that is created for the values when the plan is applied. ' +
      'BAD_USER_INPUT together with `column`, for another dataset than USERS, ' +
      'and for a name that `createCustomProperty` refuses or that a column has.',
  })
  @MaxCharacters(191)
  newCustomProperty?: string | null;
}

@InputType({ description: 'An import to be started.' })
export class StartImportInput {
  @Field(() => ExportDataset, {
    defaultValue: ExportDataset.USERS,
    description: 'The records that the file changes: USERS, BOOKINGS or INVOICES. BAD_USER_INPUT for ORGANIZATION.',
  })
  dataset: ExportDataset = ExportDataset.USERS;

  @Field(() => String, {
    description:
      'Name of the file, for people, without invisible characters. ' +
      'What the file contains decides how it is read, CSV or XLSX.',
  })
  @MaxCharacters(maxFileNameLength)
  fileName: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether a row with an unknown key creates a record. Otherwise it is an error of that row.',
  })
  createMissing: boolean = false;

  @Field(() => BlankCells, { defaultValue: BlankCells.KEEP, description: 'Meaning of empty cells.' })
  blankCells: BlankCells = BlankCells.KEEP;

  @Field(() => DateOrder, {
    defaultValue: DateOrder.YEAR_MONTH_DAY,
    description: 'Order of day, month and year in the dates of the file.',
  })
  dateOrder: DateOrder = DateOrder.YEAR_MONTH_DAY;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether the plan is applied without `applyImport` if no row has an error. ' +
      'Becomes false when another user calls `mapImport`. BAD_USER_INPUT with the saved mapping of another user.',
  })
  applyWhenClean: boolean = false;

  @Field(() => CsvDelimiter, {
    nullable: true,
    description: 'Delimiter of a CSV file. Null: recognized from the file.',
  })
  delimiter?: CsvDelimiter | null;

  @Field(() => DecimalSeparator, {
    nullable: true,
    description:
      'Decimal separator of the numbers in a CSV file. Null: COMMA with the delimiter SEMICOLON, otherwise POINT. ' +
      'BAD_USER_INPUT for COMMA with the delimiter COMMA.',
  })
  decimalSeparator?: DecimalSeparator | null;

  @Field(() => ImportEncoding, {
    nullable: true,
    description:
      'Encoding of a CSV file. Null: what its byte order mark says, otherwise UTF-8; ' +
      'a file that is neither waits until `mapImport` chooses its encoding.',
  })
  encoding?: ImportEncoding | null;

  @Field(() => String, { nullable: true, description: 'Name of the sheet of an XLSX file. Null: the first one.' })
  @MaxCharacters(maxSheetNameLength)
  sheet?: string | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      "Whether a leading `'` before a formula is removed from texts and headers, as exports write it to CSV files. A workbook has it if it was a CSV file before. " +
      'Set to false for files that were written without it.',
  })
  formulaGuard: boolean = true;

  @Field(() => [ColumnMappingInput], {
    nullable: true,
    description: 'Decisions about headers. Null or missing headers: decided by their names, or by `mapImport` later.',
  })
  @MaxValues(maxMappedHeaders)
  mapping?: ColumnMappingInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the import that this one corrects, for example with its error file: see `Import.correctionOf` and `Import.corrections`. ' +
      'Unless `applyWhenClean` is true, its mapping is taken over if `mapping` and `mappingName` are null, and its `dateOrder`, ' +
      '`decimalSeparator` and `formulaGuard` where they have their default value. BAD_USER_INPUT if the id is unknown, if the viewer may not see the import, or if ' +
      'it is of another dataset.',
  })
  correctionOf?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of a saved mapping. With `mapping`: the mapping is saved under this name when the plan is applied, ' +
      'instead of an earlier one; CONFLICT if that belongs to another user. ' +
      'Without: the saved mapping is used; NOT_FOUND if there is none.',
  })
  @MaxCharacters(maxMappingNameLength)
  mappingName?: string | null;
}
