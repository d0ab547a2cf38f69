import { Field, Int, ObjectType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { JobFailure, JobProgress } from '../../../platform/graphql/job-progress.type';
import { BigIntScalar } from '../../../platform/graphql/scalars';
import { ExportPhase } from './export-state';

@ObjectType({ simpleResolvers: true, description: 'The reason why an export failed.' })
export class ExportFailure extends JobFailure {
  @Shared()
  @Field(() => String, {
    description:
      'Reason as a code: WORKER_LOST, STORAGE_FULL, STORAGE, QUOTA_EXCEEDED, PERMISSION_LOST, CREDENTIAL_REVOKED, FILE_LOST, FILE_ALTERED or INTERNAL.',
  })
  code: string;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Progress of an export. `percent`, `rowsDone` and `bytesWritten` never decrease, even if another worker starts over.',
})
export class ExportProgress extends JobProgress {
  @Shared()
  @Field(() => ExportPhase, { description: 'Current phase.' })
  phase: ExportPhase;

  @Shared()
  @Field(() => Int, { description: 'Number of rows written.' })
  rowsDone: number;

  @Shared()
  @Field(() => Int, { description: 'Percentage from 0 to 100. 100 only once the file can be downloaded.' })
  percent: number;

  @Shared()
  @Field(() => BigIntScalar, { description: 'Number of bytes written to the file.' })
  bytesWritten: bigint;

  @Shared()
  @Field(() => Int, {
    description: 'Number of times a worker started the export: 0 before the first attempt, at most 3.',
  })
  attempt: number;

  @Shared()
  @Field(() => Int, {
    nullable: true,
    description:
      'Position in the queue, 1 for the next export. Null unless QUEUED. ' +
      'All organizations share the queue: the one with the fewest running exports is next, with its oldest export. ' +
      'Subscriptions send each change within the first hundred positions, without a change of `version`.',
  })
  queuePosition: number | null | (() => Promise<number | null>);
}
