import { Field, Int, ObjectType } from 'type-graphql';
import { Column, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns';
import { Shared } from '../graphql/audience';
import type { LiveRecord, RecordKind } from '../live/live-record';
import type { JobTransitions } from './job-transitions';

/**
 * A row of a background job: the columns that all kinds of jobs have. The statements of this folder also use the columns
 * `leaseOwner`, `leaseUntil` and `phase` of its table.
 */
@ObjectType({ simpleResolvers: true })
export abstract class Job implements LiveRecord {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  requestedById: number;

  abstract state: string;

  @Column({ type: 'int' })
  @Shared()
  @Field(() => Int, {
    description: 'Increases with every change. Of two copies, the one with the larger version is newer.',
  })
  version: number;

  @InstantColumn()
  updatedAt: Date;

  @InstantColumn()
  requestedAt: Date;

  /** When a worker first started the job. */
  @InstantColumn({ nullable: true })
  startedAt: Date | null;

  @InstantColumn({ nullable: true })
  finishedAt: Date | null;

  /** Release of the IANA time zone data. A worker with older data does not claim the job. */
  @Column({ type: 'varchar', nullable: true })
  timezoneDataVersion: string | null;

  /** Number of times a worker started the job, or its current stage. */
  @Column({ type: 'int' })
  attempt: number;

  /** Which of its organization's slots the job holds while a worker has it. Null while it waits, and once it has ended. */
  @Column({ type: 'int', nullable: true })
  slot: number | null;

  @Column({ type: 'int' })
  rowsDone: number;

  /** Null until they are counted. */
  @Column({ type: 'int', nullable: true })
  rowsTotal: number | null;

  /** From 0 to 99 while the job runs: the maximum of all attempts, because a later attempt may have more rows. */
  @Column({ type: 'int' })
  percent: number;

  // Meaningless once the lease is over, so the repository reads it through a condition on the lease.
  @Column({ type: 'double', nullable: true, select: false })
  rowsPerSecond: number | null;

  @Column({ type: 'varchar', nullable: true })
  failureCode: string | null;

  @Column({ type: 'varchar', nullable: true })
  failureMessage: string | null;

  /** Not a column: the queue position, set only on waiting jobs sent to live watchers. */
  queuePosition?: number | undefined;

  /** Not a column: when `queuePosition` was read. Of two positions with the same version, the later one is current. */
  positionReadAtMs?: number;
}

/** One kind of job: its table, and what may happen to a row of it. */
export interface JobKind<Row extends Job = Job> extends RecordKind<Row> {
  readonly transitions: JobTransitions;
}
