import { Field, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../platform/graphql/connection';
import { SentenceParameter } from '../../../../platform/graphql/sentence-parameter.type';
import { maxShownLength } from '../../record/import-contents';
import { rowErrorCodes } from '../rows/row-errors';
import { ImportChangeKind } from './plan-lists.args';

const reasonMeaning =
  'A code as in `extensions.reason` of errors, which never changes its meaning. Null in plans of an earlier version.';

@ObjectType({
  simpleResolvers: true,
  description: 'A cell of the file that would change a record, or has changed it.',
})
export class ImportChange {
  @Field(() => Int, { description: 'Row of the file, counted from 1 without the header.' })
  row: number;

  @Field(() => Int, { description: 'Line of the file on which the row starts, or row of the sheet.' })
  line: number;

  @Field(() => ImportChangeKind, { description: 'What is done with the record.' })
  kind: ImportChangeKind;

  @Field(() => String, { description: 'Username of the user, reference of the booking or number of the invoice.' })
  username: string;

  @Field(() => String, { description: 'Key of the column, as `exportColumns` lists it.' })
  column: string;

  @Field(() => String, { description: 'Header of the column in the file.' })
  header: string;

  @Field(() => String, {
    nullable: true,
    description: 'Value before the change, as our CSV files write it. Null: empty, or the record is created.',
  })
  old: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Value after the change, as our CSV files write it. Null: empty, or the record is deleted.',
  })
  new: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What is suspicious about the new value, for example that a workbook holds it as a number. Usually null.',
  })
  warning: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'An error of a row, or of one of its cells. The row is not applied. Once the plan is applied, also a row whose record was changed in the meantime.',
})
export class ImportError {
  @Field(() => Int, { description: 'Row of the file, counted from 1 without the header.' })
  row: number;

  @Field(() => Int, { description: 'Line of the file on which the row starts, or row of the sheet.' })
  line: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Username of the user, reference of the booking or number of the invoice; if there is no such record, the key ' +
      `in the file. Cut to ${maxShownLength} characters. Null if the row has none.`,
  })
  key: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of the column, as `exportColumns` lists it. Null for an error of the whole row.',
  })
  column: string | null;

  @Field(() => String, { nullable: true, description: 'Header of the column in the file. Null like `column`.' })
  header: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cell as it is in the file; of a value that was not written because of a conflict, that value. ' +
      `Cut to ${maxShownLength} characters. Null: empty, or an error of the whole row.`,
  })
  value: string | null;

  @Field(() => String, {
    description: `What is wrong: ${rowErrorCodes}.`,
  })
  code: string;

  @Field(() => String, { nullable: true, description: `Why, more exactly than \`code\`. ${reasonMeaning}` })
  reason: string | null;

  @Field(() => [SentenceParameter], { description: 'What a translation of the reason needs.' })
  parameters: readonly SentenceParameter[];

  @Field(() => String, {
    description: 'The reason as a sentence in the language of the request, and what to do. English without a `reason`.',
  })
  message: string;
}

@ObjectType({ simpleResolvers: true, description: 'The errors of a plan with the same code in the same column.' })
export class ImportErrorGroup {
  @Field(() => String, { description: 'What is wrong, as `ImportError.code`.' })
  code: string;

  @Field(() => String, {
    nullable: true,
    description: 'Key of the column, as `exportColumns` lists it. Null for errors of whole rows.',
  })
  column: string | null;

  @Field(() => String, { nullable: true, description: 'Header of the column in the file. Null like `column`.' })
  header: string | null;

  @Field(() => Int, { description: 'Number of errors.' })
  count: number;

  @Field(() => String, { nullable: true, description: `Why the first of these errors is one. ${reasonMeaning}` })
  reason: string | null;

  @Field(() => [SentenceParameter], { description: 'What a translation of the reason needs.' })
  parameters: readonly SentenceParameter[];

  @Field(() => String, { description: 'The message of the first of these errors. Others may quote another value.' })
  message: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A row of the file as its record will be once the plan is applied.',
})
export class ImportSampleRow {
  @Field(() => Int, { description: 'Row of the file, counted from 1 without the header.' })
  row: number;

  @Field(() => Int, { description: 'Line of the file on which the row starts, or row of the sheet.' })
  line: number;

  @Field(() => String, { description: 'Username of the user, reference of the booking or number of the invoice.' })
  username: string;

  @Field(() => Boolean, { description: 'Whether the row creates the record.' })
  isNew: boolean;

  @Field(() => [String], {
    nullable: 'items',
    description:
      'The cells in the order of `Import.columns`, as our CSV files write them, each cut to 200 characters. Null: empty, or the column is not imported.',
  })
  cells: readonly (string | null)[];
}

/** Its lists are read by `ImportPlanResolver`. */
@ObjectType({
  simpleResolvers: true,
  description: 'What an import would do, or has done. Nothing is written before it is applied.',
})
export class ImportPlan {
  @Field(() => Int, { description: 'Number of rows that create a record.' })
  created: number;

  @Field(() => Int, { description: 'Number of rows that change a record.' })
  changed: number;

  @Field(() => Int, { description: 'Number of records that an undo deletes, because the other import created them.' })
  removed: number;

  @Field(() => Int, { description: 'Number of rows that change nothing.' })
  unchanged: number;

  @Field(() => Int, { description: 'Number of rows with errors. They are not applied.' })
  failed: number;

  @Field(() => Int, {
    description:
      'Number of rows among `created`, `changed` and `removed` that were not applied, because the record was changed ' +
      'after the plan was made. 0 until the plan is applied.',
  })
  conflicts: number;

  @Field(() => Int, {
    description:
      'Number of rows among `created`, `changed` and `removed` that are applied. 0 until the plan is applied. ' +
      'After a failure or `cancelImport` it counts the batches before it.',
  })
  applied: number;

  readonly importId: number;
}

export const ImportChangeConnection = connectionType(() => ImportChange, 'ImportChange', 'changes of an import');
export const ImportErrorConnection = connectionType(() => ImportError, 'ImportError', 'errors of an import');
