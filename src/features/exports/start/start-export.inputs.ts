import { IsOptional, ValidateNested } from 'class-validator';
import { Field, ID, ObjectType } from 'type-graphql';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { EchoedInput } from '../../../platform/graphql/echoed-input';
import { maxFileNameLength } from '../../../platform/graphql/file-name';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { DateScalar, DateTimeScalar } from '../../../platform/graphql/scalars';
import { alternatives } from '../../../platform/text/alternatives';
import { PeriodPreset } from '../../calendar/period-presets';
import { defaultTemplateNames, ExportDataset, rowDatasets, systemTemplates } from '../datasets';
import { PeriodBasis } from '../datasets/period-basis';
import { ExportFormat, formatsWithCsvOptions, rowFormatNames } from '../formats';
import { Export } from '../record/export.entity';

@EchoedInput({ description: 'A period of dates in the venue time zone: either `start` and `end`, or `preset`.' })
export class PeriodInput {
  @Field(() => DateScalar, { nullable: true, description: 'The first day of the period.' })
  start?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The last day of the period, inclusive.' })
  end?: string | null;

  @Field(() => PeriodPreset, {
    nullable: true,
    description: 'A named period, instead of `start` and `end`. Converted to dates when the export is requested.',
  })
  preset?: PeriodPreset | null;

  @Field(() => PeriodBasis, {
    defaultValue: PeriodBasis.CREATED,
    description: 'The date of the records that must be in the period.',
  })
  by: PeriodBasis = PeriodBasis.CREATED;
}

/** Has one field for each dataset with a filter: the filter of the dataset's own list. */
@EchoedInput({ description: 'A filter of rows. Only the field of the requested dataset may be set.' })
export class ExportFilterInput {
  [field: string]: object | null | undefined;
}

for (const [dataset, { filter }] of Object.entries(rowDatasets))
  if (filter) {
    const { field, inputType } = filter;
    Field(inputType, { nullable: true, description: `For ${dataset}.` })(ExportFilterInput.prototype, field);
    IsOptional()(ExportFilterInput.prototype, field);
    ValidateNested()(ExportFilterInput.prototype, field);
  }

@EchoedInput({ description: 'Options for CSV files. The defaults suit spreadsheets.' })
export class CsvOptionsInput {
  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether the file starts with a byte order mark, so that spreadsheets recognize UTF-8.',
  })
  byteOrderMark: boolean = true;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      "Whether texts that a spreadsheet would run as formulas are prefixed with `'`. Set to false if a program reads the file.",
  })
  formulaGuard: boolean = true;

  @Field(() => CsvDelimiter, { defaultValue: CsvDelimiter.COMMA, description: 'The character between two cells.' })
  delimiter: CsvDelimiter = CsvDelimiter.COMMA;

  @Field(() => DecimalSeparator, {
    nullable: true,
    description:
      'The decimal separator of amounts and other numbers. ' +
      'Default: COMMA with the delimiter SEMICOLON, otherwise POINT. ' +
      'BAD_USER_INPUT for COMMA with the delimiter COMMA.',
  })
  decimalSeparator?: DecimalSeparator | null;
}

@EchoedInput({ description: 'An export to be started.' })
export class StartExportInput {
  @Field(() => ExportDataset, { defaultValue: ExportDataset.USERS, description: 'The records in the file.' })
  dataset: ExportDataset = ExportDataset.USERS;

  @Field(() => ExportFormat, { description: `${alternatives(rowFormatNames)}; for ORGANIZATION, ZIP.` })
  format: ExportFormat;

  @Field(() => String, {
    nullable: true,
    description:
      `The columns: ${[...systemTemplates.keys()].join(', ')}, or the id of a saved template from ` +
      `\`exportTemplates\`. Default: ${alternatives(defaultTemplateNames)}, depending on the dataset.`,
  })
  @MaxCharacters(100)
  template?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Keys of columns from `exportColumns`, in the order of the file. Instead of `template`.',
  })
  @MaxValues(1000)
  columns?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of the rows. `filter` and `period` narrow them further. Empty: no rows. Default: all rows. BAD_USER_INPUT for an unknown id.',
  })
  @MaxValues(10_000)
  ids?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of rows that match `filter` but are excluded. BAD_USER_INPUT for an unknown id, with `ids`, and without a ' +
      'filter of the dataset. An empty filter, such as `{ users: {} }`, matches all rows.',
  })
  @MaxValues(10_000)
  excludeIds?: string[] | null;

  @Field(() => ExportFilterInput, { nullable: true, description: 'The rows must match this filter.' })
  @IsOptional()
  @ValidateNested()
  filter?: ExportFilterInput | null;

  @Field(() => PeriodInput, {
    nullable: true,
    description: 'The rows must be in this period, in addition to `ids` and `filter`.',
  })
  period?: PeriodInput | null;

  @Field(() => CsvOptionsInput, {
    nullable: true,
    description: `Options for CSV files. BAD_USER_INPUT unless the format is ${alternatives(formatsWithCsvOptions)}.`,
  })
  csv?: CsvOptionsInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'For ORGANIZATION: export only the data of this user. BAD_USER_INPUT for an unknown id.',
  })
  userId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The instant that determines this month and last month. Default: when processing starts.',
  })
  asOf?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the file without its extension, up to 100 characters. Default: the dataset, the date and the id of the ' +
      'export. BAD_USER_INPUT for a name that a file system could refuse. Names of files in a ZIP do not change.',
  })
  @MaxCharacters(maxFileNameLength)
  fileName?: string | null;
}

/** The cost of a whole input. It is read and parsed whole, whatever is selected of it. */
export const wholeInputComplexity = ({ childComplexity }: { childComplexity: number }): number => 500 + childComplexity;

@ObjectType({ simpleResolvers: true, description: 'The result of starting an export.' })
export class StartExportPayload {
  @Field(() => Export, { description: 'The export, which is new or was already running.' })
  export: Export;

  @Field(() => Boolean, {
    description:
      'Whether `export` was already running: an identical one of the same user, or a full export of the organization by any user.',
  })
  deduplicated: boolean;
}
