import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection';
import { StartExportInput } from '../start/start-export.inputs';
import { ExportRequestState } from './export-request.entity';

export const maxReasonLength = 1000;

@InputType({ description: 'A wish for an export.' })
export class RequestExportInput {
  @Field(() => StartExportInput, {
    description:
      'What to export, as for `startExport`. A preset period is counted from the day of the request. Rows, such as users, can be named only by those who may see them.',
  })
  @ValidateNested()
  export: StartExportInput;

  @Field(() => String, {
    nullable: true,
    description: `Why, for the owner to read; at most ${maxReasonLength} characters.`,
  })
  @IsOptional()
  reason?: string | null;
}

@ArgsType()
export class ExportRequestsArgs extends PageArgs {
  @Field(() => [ExportRequestState], { nullable: true, description: 'Only those in one of these states.' })
  states?: ExportRequestState[] | null;
}
