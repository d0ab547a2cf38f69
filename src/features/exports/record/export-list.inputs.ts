import { ArgsType, Field, ID } from 'type-graphql';
import { idsOf } from '../../../platform/graphql/ids';
import { MaxValues } from '../../../platform/graphql/input-limits';
import { type RecordFilter, RowFilter } from '../../../platform/live/record-filter';
import { InstantRange } from '../../users/user.inputs';
import { ExportDataset } from '../datasets';
import { ExportFormat } from '../formats';
import type { Export } from './export.entity';
import { ExportState } from './export-state';

@ArgsType()
export class ExportFilterArgs {
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

export const exportFilter = ({
  states,
  datasets,
  formats,
  requestedBy,
  requestedAt,
}: ExportFilterArgs): RecordFilter<Export> => ({
  fixed: new RowFilter<Export>().in('dataset', datasets).in('format', formats).between('requestedAt', requestedAt),
  // A transfer of ownership changes the requester of some exports.
  changing: new RowFilter<Export>().in('state', states).in('requestedById', requestedBy && idsOf(requestedBy)),
});
