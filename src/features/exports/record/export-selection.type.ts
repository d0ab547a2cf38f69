import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { ExportPeriod } from './export-period';

@ObjectType('ExportSelection', {
  simpleResolvers: true,
  description: 'Which rows were asked for. What is null was not asked for.',
})
export class ExportSelectionType {
  @Shared()
  @Field(() => Int, { nullable: true, description: 'How many rows were ticked.' })
  idCount: number | null;

  @Shared()
  @Field(() => String, {
    nullable: true,
    description: 'What was given as the filter of the dataset’s own list, as JSON.',
  })
  filter: string | null;

  @Shared()
  @Field(() => ExportPeriod, { nullable: true, description: 'The period, resolved.' })
  period: ExportPeriod | null;

  @Shared()
  @Field(() => ID, { nullable: true, description: 'Of ORGANIZATION: the one user whom it is about.' })
  userId: string | null;
}
