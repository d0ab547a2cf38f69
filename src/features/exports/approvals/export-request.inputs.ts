import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, InputType } from 'type-graphql';
import { type RecordFilter, RowFilter } from '../../../platform/live/record-filter';
import { StartExportInput } from '../start/start-export.inputs';
import { type ExportRequest, ExportRequestState } from './export-request.entity';

export const maxReasonLength = 1000;
/** Of one user. */
export const maxOpenRequests = 50;

@InputType({ description: 'A request for an export.' })
export class RequestExportInput {
  @Field(() => StartExportInput, {
    description:
      'The export, as for `startExport`. A preset period ends on the day of the request. Ids may only name rows that the viewer may read.',
  })
  @ValidateNested()
  export: StartExportInput;

  @Field(() => String, {
    nullable: true,
    description: `The reason, shown to the owner; at most ${maxReasonLength} characters.`,
  })
  @IsOptional()
  reason?: string | null;
}

@ArgsType()
export class ExportRequestFilterArgs {
  @Field(() => [ExportRequestState], {
    nullable: true,
    description: 'Only requests in one of these states (OR); null: all.',
  })
  states?: ExportRequestState[] | null;
}

export const exportRequestFilter = ({ states }: ExportRequestFilterArgs): RecordFilter<ExportRequest> => ({
  fixed: new RowFilter<ExportRequest>(),
  changing: new RowFilter<ExportRequest>().in('state', states),
});
