import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { BigIntColumn, InstantColumn } from '../../../platform/database/columns';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import { BigIntScalar, DateTimeScalar } from '../../../platform/graphql/scalars';
import { Permission } from '../../auth/permissions';
import { ExportDataset } from '../datasets';
import { type ExportSelection, parseSelection } from '../datasets/export-selection';
import { ExportFormat } from '../formats';

export enum ExportState {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  CANCELLING = 'CANCELLING',
  CANCELLED = 'CANCELLED',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  EXPIRED = 'EXPIRED',
}

registerEnumType(ExportState, {
  name: 'ExportState',
  description: 'Where an export stands.',
  valuesConfig: {
    QUEUED: { description: 'Waits for a worker.' },
    RUNNING: { description: 'A worker is at it.' },
    CANCELLING: { description: 'Was cancelled while running; the worker is stopping.' },
    CANCELLED: { description: 'Final: cancelled, there is no file.' },
    COMPLETED: { description: 'Final until the file expires: it can be downloaded.' },
    FAILED: { description: 'Final: `failure` says why, there is no file.' },
    EXPIRED: { description: 'Final: was completed, its file is gone.' },
  },
});

/** Nothing more happens by itself, except that a completed export expires. */
export const finalStates: ReadonlySet<ExportState> = new Set([
  ExportState.CANCELLED,
  ExportState.COMPLETED,
  ExportState.FAILED,
  ExportState.EXPIRED,
]);

export enum ExportPhase {
  COUNTING = 'COUNTING',
  READING = 'READING',
  FINALIZING = 'FINALIZING',
}

registerEnumType(ExportPhase, {
  name: 'ExportPhase',
  description: 'What the worker is doing.',
  valuesConfig: {
    COUNTING: { description: 'Not begun, or counting the rows.' },
    READING: { description: 'Reading and writing rows.' },
    FINALIZING: { description: 'All rows are written; the file is being closed and published.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Why an export failed.' })
export class ExportFailure {
  @Shared()
  @Field(() => String, {
    description:
      'WORKER_LOST, STORAGE_FULL, STORAGE, QUOTA_EXCEEDED, PERMISSION_LOST, FILE_LOST, FILE_ALTERED or INTERNAL.',
  })
  code: string;

  @Shared()
  @Field(() => String, { description: 'The same for people.' })
  message: string;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How far an export has come. Within one export no number ever goes backwards, not even when another worker starts it again.',
})
export class ExportProgress {
  @Shared()
  @Field(() => ExportPhase, { description: 'What the worker is doing.' })
  phase: ExportPhase;

  @Shared()
  @Field(() => Int, { description: 'Rows written.' })
  rowsDone: number;

  @Shared()
  @Field(() => Int, { nullable: true, description: 'Rows in all; null until they are counted.' })
  rowsTotal: number | null;

  @Shared()
  @Field(() => Int, { description: '0 to 100; 100 only once the file can be downloaded.' })
  percent: number;

  @Shared()
  @Field(() => BigIntScalar, { description: 'Bytes written to the file.' })
  bytesWritten: bigint;

  @Shared()
  @Field(() => Float, { nullable: true, description: 'Rows per second over the last seconds; null when not running.' })
  rowsPerSecond: number | null;

  @Shared()
  @Field(() => Int, {
    nullable: true,
    description: 'Estimated seconds until all rows are written; null when not known.',
  })
  secondsLeft: number | null;

  @Shared()
  @Field(() => Int, { description: 'How often a worker has taken it up: 0 while it waits for the first, at most 3.' })
  attempt: number;

  @Shared()
  @Field(() => Int, {
    nullable: true,
    description:
      'Place in the queue while QUEUED, 1 is next; otherwise null. The queue is that of all organizations: the one with the fewest running comes first, and of each the oldest. Watchers are told of each move within the first hundred places; `version` stays the same then.',
  })
  queuePosition: number | null | (() => Promise<number | null>);
}

@Entity('exports')
@ObjectType({
  simpleResolvers: true,
  description: 'A file that is made in the background: what was asked, by whom, its state and progress, and the file.',
})
export class Export {
  @PrimaryGeneratedColumn()
  @Shared()
  @Field(() => ID, { description: 'Identifies the export.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  requestedById: number;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportDataset, { description: 'What the file holds.' })
  dataset: ExportDataset;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportFormat, { description: 'How the file is written.' })
  format: ExportFormat;

  // May name thousands of ids: read only by the worker.
  @Column({
    type: 'simple-json',
    select: false,
    transformer: { from: parseSelection, to: (selection: ExportSelection) => selection },
  })
  selection: ExportSelection;

  @Column({ type: 'simple-json' })
  @Shared()
  @Field(() => [String], {
    description:
      'Catalogue keys of its columns, in order, fixed when it was asked for; none for ORGANIZATION, which has them all.',
  })
  columnKeys: string[];

  @Column({ type: 'simple-json' })
  @Shared()
  @Field(() => [Permission], {
    description: 'The permissions that its file needs, all of them; that of a whole organization is the owner’s alone.',
  })
  permissions: Permission[];

  /** Unique while the export is alive, null afterwards: two identical requests cannot both get in. */
  @Column({ type: 'varchar', nullable: true, select: false })
  activeKey: string | null;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportState, { description: 'Where it stands.' })
  state: ExportState;

  @Column({ type: 'int' })
  @Shared()
  @Field(() => Int, { description: 'Grows with every change: of two copies the one with the larger version is newer.' })
  version: number;

  @InstantColumn()
  updatedAt: Date;

  @InstantColumn()
  @Shared()
  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt: Date;

  @Column({ type: 'int', nullable: true })
  retryOfId: number | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When a worker first took it up.' })
  startedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was completed, failed or cancelled.' })
  finishedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'The instant that this and last month are measured from: the one asked for, or else when processing started. Kept across attempts.',
  })
  asOf: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The moment of the database that the file shows, by the database’s clock.',
  })
  snapshotAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the file is deleted: 24 hours after completion, unless the server is set otherwise or somebody deletes it earlier.',
  })
  expiresAt: Date | null;

  @Column({ type: 'varchar', nullable: true })
  @Shared()
  @Field(() => String, { nullable: true, description: 'The venue time zone that the file was made in.' })
  timezone: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Shared()
  @Field(() => String, {
    nullable: true,
    description:
      'Release of the time zone data that it was asked for with, and then that the file was made with: the same or a newer one.',
  })
  timezoneDataVersion: string | null;

  @Column({ type: 'int' })
  attempt: number;

  @Column({ type: 'varchar' })
  phase: ExportPhase;

  @Column({ type: 'int' })
  rowsDone: number;

  @Column({ type: 'int', nullable: true })
  rowsTotal: number | null;

  /** Not a column: set on what a mutation that starts exports answers with. */
  @PerViewer()
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether an identical export was already under way and is returned instead of a new one. Set only in the answers to `startExport`, `retryExport` and `approveExportRequest`; null everywhere else.',
  })
  deduplicated?: boolean;

  /** The most that any attempt came to: another attempt may have more rows to do. */
  @Column({ type: 'int' })
  percent: number;

  /** Not of the row but of the whole queue: known of an export that waits, where watchers are told of it. */
  queuePosition?: number | undefined;

  /** Of two places with the same version, the one that was read later is the present one. */
  positionReadAtMs?: number;

  @BigIntColumn()
  bytesWritten: bigint;

  // Says nothing once the lease has run out: the repository reads it by that.
  @Column({ type: 'double', nullable: true, select: false })
  rowsPerSecond: number | null;

  @Column({ type: 'varchar', nullable: true })
  failureCode: string | null;

  @Column({ type: 'varchar', nullable: true })
  failureMessage: string | null;

  @Column({ type: 'simple-json' })
  @Shared()
  @Field(() => [String], {
    description: 'What a reader of the file should know, such as cells that were cut at Excel’s limit.',
  })
  warnings: string[];

  @Column({ type: 'varchar', nullable: true })
  fileKey: string | null;

  @Column({ type: 'varchar', nullable: true })
  fileName: string | null;

  @BigIntColumn({ nullable: true })
  fileBytes: bigint | null;

  @Column({ type: 'int', nullable: true })
  fileRows: number | null;

  @Column({ type: 'varchar', nullable: true })
  fileSha256: string | null;
}
