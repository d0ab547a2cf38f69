import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { alternatives } from '../../../platform/text/alternatives';
import { ExportDataset, rowDatasetNames } from '../datasets';

/** In UTF-16 units. */
export const maxTemplateNameLength = 100;

@InputType({ description: 'A choice of columns under a name.' })
export class SaveExportTemplateInput {
  @Field(() => ID, { nullable: true, description: 'Which template to change; absent: a new one.' })
  id?: string | null;

  @Field(() => String, {
    description: `Its name, up to ${maxTemplateNameLength} characters, unique in the organization. CONFLICT where it is taken.`,
  })
  @MaxCharacters(maxTemplateNameLength)
  name: string;

  @Field(() => ExportDataset, {
    defaultValue: ExportDataset.USERS,
    description: `What its files contain: ${alternatives(rowDatasetNames)}.`,
  })
  dataset: ExportDataset = ExportDataset.USERS;

  @Field(() => [String], { description: 'Keys of `exportColumns`, in the order of the file.' })
  @MaxValues(1000)
  columns: string[];
}
