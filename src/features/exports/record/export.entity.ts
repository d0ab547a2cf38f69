import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { BigIntColumn, InstantColumn } from '../../../platform/database/columns';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import type { Job } from '../../../platform/jobs/job';
import { Permission } from '../../auth/permissions';
import { ExportDataset } from '../datasets';
import { type ExportSelection, parseSelection } from '../datasets/export-selection';
import { ExportFormat } from '../formats';
import { ExportPhase, ExportState } from './export-state';

@Entity('exports')
@ObjectType({
  simpleResolvers: true,
  description: 'A background job that creates a file: the request, its requester, state, progress and file.',
})
export class Export implements Job {
  @PrimaryGeneratedColumn()
  @Shared()
  @Field(() => ID, { description: 'Id of the export.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  requestedById: number;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportDataset, { description: 'Dataset in the file.' })
  dataset: ExportDataset;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportFormat, { description: 'Format of the file.' })
  format: ExportFormat;

  // May list thousands of ids, so only the worker and `selectionLoader` read it.
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
      'Keys of the columns in order, fixed when the export was requested. Empty for ORGANIZATION, which has all columns.',
  })
  columnKeys: string[];

  @Column({ type: 'simple-json' })
  @Shared()
  @Field(() => [Permission], {
    description:
      'Permissions that the file requires, all of them. A file of ORGANIZATION also requires the role OWNER.',
  })
  permissions: Permission[];

  /** Deduplication key: unique while the export is active, null afterwards. */
  @Column({ type: 'varchar', nullable: true, select: false })
  activeKey: string | null;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportState, { description: 'State of the export.' })
  state: ExportState;

  @Column({ type: 'int' })
  @Shared()
  @Field(() => Int, {
    description: 'Increases with every change. Of two copies, the one with the larger version is newer.',
  })
  version: number;

  @InstantColumn()
  updatedAt: Date;

  @InstantColumn()
  @Shared()
  @Field(() => DateTimeScalar, { description: 'When the export was requested.' })
  requestedAt: Date;

  @Column({ type: 'int', nullable: true })
  retryOfId: number | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When a worker first started the export. Null before.' })
  startedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the export was completed, failed or was canceled. Null before.',
  })
  finishedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Instant that determines this month and last month: the requested one, or when processing started. ' +
      'Stays the same across attempts. Null until processing starts, unless requested.',
  })
  asOf: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the database snapshot of the file was taken, by the clock of the database. Null before.',
  })
  snapshotAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the file will be deleted: by default 24 hours after completion, unless it is deleted earlier. Null before completion.',
  })
  expiresAt: Date | null;

  @Column({ type: 'varchar', nullable: true })
  @Shared()
  @Field(() => String, { nullable: true, description: 'Venue time zone of the file. Null before processing starts.' })
  timezone: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Shared()
  @Field(() => String, {
    nullable: true,
    description:
      'Release of the IANA time zone data. ' +
      'At first the one that the request used, then the one that the file uses, which is the same or newer.',
  })
  timezoneDataVersion: string | null;

  @Column({ type: 'int' })
  attempt: number;

  @Column({ type: 'int', nullable: true })
  slot: number | null;

  @Column({ type: 'varchar' })
  phase: ExportPhase;

  @Column({ type: 'int' })
  rowsDone: number;

  @Column({ type: 'int', nullable: true })
  rowsTotal: number | null;

  /** Not a column: set only in the results of mutations that start exports. */
  @PerViewer()
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether an identical unfinished export was returned instead of a new one. ' +
      'Set only in the results of `startExport`, `retryExport` and `approveExportRequest`; null otherwise.',
  })
  deduplicated?: boolean;

  /** The maximum of all attempts: a later attempt may have more rows. */
  @Column({ type: 'int' })
  percent: number;

  queuePosition?: number | undefined;

  positionReadAtMs?: number;

  @BigIntColumn()
  bytesWritten: bigint;

  // Meaningless once the lease is over, so the repository reads it through a condition on the lease.
  @Column({ type: 'double', nullable: true, select: false })
  rowsPerSecond: number | null;

  @Column({ type: 'varchar', nullable: true })
  failureCode: string | null;

  @Column({ type: 'varchar', nullable: true })
  failureMessage: string | null;

  @Column({ type: 'simple-json' })
  @Shared()
  @Field(() => [String], {
    description: "Notes for readers of the file, for example about cells truncated at Excel's limit.",
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
