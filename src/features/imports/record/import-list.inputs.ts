import { ArgsType, Field, ID } from 'type-graphql';
import { idsOf } from '../../../platform/graphql/ids';
import { MaxValues } from '../../../platform/graphql/input-limits';
import { type RecordFilter, RowFilter } from '../../../platform/live/record-filter';
import { ExportDataset } from '../../exports/datasets';
import { InstantRange } from '../../users/user.inputs';
import type { Import } from './import.entity';
import { ImportState } from './import-state';

@ArgsType()
export class ImportFilterArgs {
  @Field(() => [ImportState], { nullable: true, description: 'Only imports in one of these states.' })
  @MaxValues(100)
  states?: ImportState[] | null;

  @Field(() => [ExportDataset], { nullable: true, description: 'Only imports of one of these datasets.' })
  @MaxValues(100)
  datasets?: ExportDataset[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only imports that one of these users started. Up to 1,000 ids.' })
  @MaxValues(1000)
  requestedBy?: string[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Only imports that were started in this range.' })
  requestedAt?: InstantRange | null;
}

export const importFilter = ({
  states,
  datasets,
  requestedBy,
  requestedAt,
}: ImportFilterArgs): RecordFilter<Import> => ({
  fixed: new RowFilter<Import>()
    .in('dataset', datasets)
    .in('requestedById', requestedBy && idsOf(requestedBy))
    .between('requestedAt', requestedAt),
  changing: new RowFilter<Import>().in('state', states),
});
