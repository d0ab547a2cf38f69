import { IsOptional, ValidateNested } from 'class-validator';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { DateScalar, DateTimeScalar } from '../../../platform/graphql/scalars';
import { alternatives } from '../../../platform/text/alternatives';
import { defaultTemplateNames, ExportDataset, rowDatasets, systemTemplates } from '../datasets';
import { ExportFormat, formatsWithCsvOptions, rowFormatNames } from '../formats';
import { Export } from '../record/export.entity';
import { PeriodBasis } from '../record/export-period';

export enum PeriodPreset {
  LAST_WEEK = 'LAST_WEEK',
  LAST_2_WEEKS = 'LAST_2_WEEKS',
  LAST_MONTH = 'LAST_MONTH',
  LAST_3_MONTHS = 'LAST_3_MONTHS',
  LAST_6_MONTHS = 'LAST_6_MONTHS',
  LAST_YEAR = 'LAST_YEAR',
}

registerEnumType(PeriodPreset, {
  name: 'PeriodPreset',
  description: 'A period that rolls back from today in the venue time zone, today included.',
  valuesConfig: {
    LAST_WEEK: { description: 'From the same weekday of last week.' },
    LAST_2_WEEKS: { description: 'From the same weekday two weeks ago.' },
    LAST_MONTH: { description: 'From the same day of last month, or its last day where it is shorter.' },
    LAST_3_MONTHS: {
      description: 'From the same day three months ago, or the last day of that month where it is shorter.',
    },
    LAST_6_MONTHS: {
      description: 'From the same day six months ago, or the last day of that month where it is shorter.',
    },
    LAST_YEAR: { description: 'From the same day a year ago; on 29 February from the 28th.' },
  },
});

@InputType({ description: 'A period of dates in the venue time zone: either `start` and `end`, or `preset`.' })
export class PeriodInput {
  @Field(() => DateScalar, { nullable: true, description: 'The first day of it.' })
  start?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The last day of it.' })
  end?: string | null;

  @Field(() => PeriodPreset, {
    nullable: true,
    description: 'Instead of `start` and `end`; resolved when the export is asked for.',
  })
  preset?: PeriodPreset | null;

  @Field(() => PeriodBasis, { defaultValue: PeriodBasis.CREATED, description: 'Which of their dates must lie in it.' })
  by: PeriodBasis = PeriodBasis.CREATED;
}

/** Has one field for each dataset with a filter: the filter of the dataset's own list. */
@InputType({ description: 'A filter of rows: only the field of the dataset may be given.' })
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

@InputType({ description: 'How a CSV file is written. The defaults are made for spreadsheets.' })
export class CsvOptionsInput {
  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether the file begins with a byte order mark, by which spreadsheets know UTF-8.',
  })
  byteOrderMark: boolean = true;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      "Whether a text that a spreadsheet would run as a formula has one `'` in front; switch it off for machines.",
  })
  formulaGuard: boolean = true;

  @Field(() => CsvDelimiter, { defaultValue: CsvDelimiter.COMMA, description: 'What stands between two cells.' })
  delimiter: CsvDelimiter = CsvDelimiter.COMMA;

  @Field(() => DecimalSeparator, {
    nullable: true,
    description:
      'What separates the decimals of amounts and other numbers. Absent: COMMA with the delimiter SEMICOLON, POINT with any other. BAD_USER_INPUT for COMMA with the delimiter COMMA.',
  })
  decimalSeparator?: DecimalSeparator | null;
}

@InputType({ description: 'What to export.' })
export class StartExportInput {
  @Field(() => ExportDataset, { defaultValue: ExportDataset.USERS, description: 'What the file holds.' })
  dataset: ExportDataset = ExportDataset.USERS;

  @Field(() => ExportFormat, {
    description: `How the file is written: ${alternatives(rowFormatNames)}; ZIP for ORGANIZATION.`,
  })
  format: ExportFormat;

  @Field(() => String, {
    nullable: true,
    description: `Which columns: ${[...systemTemplates.keys()].join(', ')}, or the id of a saved template; \`exportTemplates\` lists them. Absent: ${alternatives(defaultTemplateNames)}.`,
  })
  @MaxCharacters(100)
  template?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Which columns, as keys of `exportColumns` in the order of the file; instead of a template.',
  })
  @MaxValues(1000)
  columns?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Only these rows (of those that the filter and the period leave); absent: all of them. An unknown id is refused.',
  })
  @MaxValues(10_000)
  ids?: string[] | null;

  @Field(() => ExportFilterInput, { nullable: true, description: 'Only rows that match.' })
  @IsOptional()
  @ValidateNested()
  filter?: ExportFilterInput | null;

  @Field(() => PeriodInput, {
    nullable: true,
    description: 'Only rows of this period, which narrows further what `ids` and `filter` leave.',
  })
  period?: PeriodInput | null;

  @Field(() => CsvOptionsInput, {
    nullable: true,
    description: `Only with the formats ${formatsWithCsvOptions.join(' and ')}.`,
  })
  csv?: CsvOptionsInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'For ORGANIZATION: just the data of this user. An unknown id is refused.',
  })
  userId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The instant that this and last month are measured from; absent: when processing starts.',
  })
  asOf?: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'The answer to a request for an export.' })
export class StartExportPayload {
  @Field(() => Export, { description: 'The export, newly started or already under way.' })
  export: Export;

  @Field(() => Boolean, {
    description:
      'Whether the same person had asked for exactly the same before, or anybody for the whole organization, and it is still under way: then this is that one.',
  })
  deduplicated: boolean;
}
