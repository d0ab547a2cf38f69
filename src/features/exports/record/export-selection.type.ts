import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { ExportPeriod } from './export-period';

@ObjectType('ExportSelection', {
  simpleResolvers: true,
  description: 'Selection of the rows of an export. Absent criteria are null.',
})
export class ExportSelectionType {
  @Shared()
  @Field(() => Int, { nullable: true, description: 'Number of ids that were selected.' })
  idCount: number | null;

  @Shared()
  @Field(() => Int, { nullable: true, description: 'Number of ids that were excluded from the rows of the filter.' })
  excludedIdCount: number | null;

  @Shared()
  @Field(() => String, {
    nullable: true,
    description: 'Filter of the dataset, as JSON.',
  })
  filter: string | null;

  @Shared()
  @Field(() => ExportPeriod, { nullable: true, description: 'Resolved period.' })
  period: ExportPeriod | null;

  @Shared()
  @Field(() => ID, {
    nullable: true,
    description: 'For ORGANIZATION: id of the user whose data the export is limited to.',
  })
  userId: string | null;
}
