import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { alternatives } from '../../../platform/text/alternatives';
import { ExportDataset, rowDatasetNames } from '../datasets';

/** In UTF-16 units. */
export const maxTemplateNameLength = 100;

@InputType({ description: 'A list of columns with a name.' })
export class SaveExportTemplateInput {
  @Field(() => ID, { nullable: true, description: 'Id of the template to change; absent or null to create one.' })
  id?: string | null;

  @Field(() => String, {
    description: `Name of up to ${maxTemplateNameLength} characters, unique in the organization. CONFLICT if it is taken.`,
  })
  @MaxCharacters(maxTemplateNameLength)
  name: string;

  @Field(() => ExportDataset, {
    defaultValue: ExportDataset.USERS,
    description: `What its files contain: ${alternatives(rowDatasetNames)}.`,
  })
  dataset: ExportDataset = ExportDataset.USERS;

  @Field(() => [String], { description: 'Keys from `exportColumns`, in the order of the file.' })
  @MaxValues(1000)
  columns: string[];
}
