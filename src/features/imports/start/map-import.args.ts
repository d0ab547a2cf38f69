import { ArgsType, Field, ID } from 'type-graphql';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { DateOrder } from '../../columns/date-order';
import { ImportEncoding } from '../reading/encoding';
import { maxSheetNameLength } from '../reading/limits';
import { BlankCells } from '../record/import-state';
import { ColumnMappingInput, maxMappedHeaders, maxMappingNameLength } from './start-import.inputs';

@ArgsType()
export class MapImportArgs {
  @Field(() => ID, { description: 'Id of the import.' })
  id: string;

  @Field(() => [ColumnMappingInput], { defaultValue: [], description: 'Decisions about headers.' })
  @MaxValues(maxMappedHeaders)
  mapping: ColumnMappingInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'Name under which the mapping is saved when the plan is applied. Null: an earlier name stays. ' +
      'CONFLICT if a mapping of another user has the name.',
  })
  @MaxCharacters(maxMappingNameLength)
  mappingName?: string | null;

  @Field(() => CsvDelimiter, { nullable: true, description: 'Delimiter of the CSV file. Null: as before.' })
  delimiter?: CsvDelimiter | null;

  @Field(() => DecimalSeparator, {
    nullable: true,
    description:
      'Decimal separator of the numbers in the CSV file. Null: as before. BAD_USER_INPUT for COMMA if the delimiter is a comma.',
  })
  decimalSeparator?: DecimalSeparator | null;

  @Field(() => ImportEncoding, {
    nullable: true,
    description: 'Encoding of the CSV file, for example one of `encodingPreviews`. Null: as before.',
  })
  encoding?: ImportEncoding | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the sheet of the XLSX file, one of `sheets`. Null: as before.',
  })
  @MaxCharacters(maxSheetNameLength)
  sheet?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether a leading `'` before a formula is removed from texts and headers. Null: as before.",
  })
  formulaGuard?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a row with an unknown key creates a record. Null: as before.',
  })
  createMissing?: boolean | null;

  @Field(() => BlankCells, { nullable: true, description: 'Meaning of empty cells. Null: as before.' })
  blankCells?: BlankCells | null;

  @Field(() => DateOrder, {
    nullable: true,
    description: 'Order of day, month and year in the dates of the file. Null: as before.',
  })
  dateOrder?: DateOrder | null;
}
