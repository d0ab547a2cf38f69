import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Job } from '../jobs/job';
import { isWaiting } from '../jobs/job-queue';
import type { JobRepository } from '../jobs/job-repository';
import { Shared } from './audience';
import { cached, type Operation } from './operation';

/** The progress of a job of any kind, as clients see it. */
@ObjectType({ simpleResolvers: true })
export abstract class JobProgress {
  abstract rowsDone: number;

  @Shared()
  @Field(() => Int, { nullable: true, description: 'Total number of rows. Null until it is known.' })
  rowsTotal: number | null;

  abstract percent: number;

  @Shared()
  @Field(() => Float, {
    nullable: true,
    description: 'Rows per second over the last seconds. Null unless a worker is processing rows.',
  })
  rowsPerSecond: number | null;

  @Shared()
  @Field(() => Int, { nullable: true, description: 'Estimated seconds until all rows are done. Null if unknown.' })
  secondsLeft: number | null;

  abstract attempt: number;

  abstract queuePosition: number | null | (() => Promise<number | null>);
}

/** The queue position of a waiting job, and null for any other. */
export async function queuePositionOf<Row extends Job>(
  operation: Operation,
  jobs: JobRepository<Row>,
  row: Row,
): Promise<number | null> {
  if (!isWaiting(jobs.kind, row)) return null;
  if (row.queuePosition !== undefined) return row.queuePosition;
  // Read once per operation: each position depends on all the others.
  const positions = await cached(operation, jobs.kind, () => jobs.queuePositions());
  return positions.get(row.id) ?? null;
}

/** The reason why a job of any kind failed. */
@ObjectType({ simpleResolvers: true })
export abstract class JobFailure {
  abstract code: string;

  @Shared()
  @Field(() => String, { description: 'Reason as a readable text, in the language of the request.' })
  message: string;
}
