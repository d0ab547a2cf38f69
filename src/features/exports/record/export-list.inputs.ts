import { ArgsType, Field, ID } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection';
import { MaxValues } from '../../../platform/graphql/input-limits';
import { InstantRange } from '../../users/user.inputs';
import { ExportDataset } from '../datasets';
import { ExportFormat } from '../formats';
import { ExportState } from './export-state';

@ArgsType()
export class ExportsArgs extends PageArgs {
  @Field(() => [ExportState], { nullable: true, description: 'Only exports in one of these states.' })
  @MaxValues(100)
  states?: ExportState[] | null;

  @Field(() => [ExportDataset], { nullable: true, description: 'Only exports of one of these datasets.' })
  @MaxValues(100)
  datasets?: ExportDataset[] | null;

  @Field(() => [ExportFormat], { nullable: true, description: 'Only exports in one of these formats.' })
  @MaxValues(100)
  formats?: ExportFormat[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only exports that one of these users started. Up to 1,000 ids.' })
  @MaxValues(1000)
  requestedBy?: string[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Only exports that were started in this range.' })
  requestedAt?: InstantRange | null;
}
