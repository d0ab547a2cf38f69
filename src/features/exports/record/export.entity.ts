import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { BigIntColumn, InstantColumn } from '../../../platform/database/columns';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Job } from '../../../platform/jobs/job';
import type { CredentialId } from '../../../viewer';
import { Permission } from '../../auth/permissions';
import type { StoredWarning } from '../../labels/job-warnings';
import { ExportDataset } from '../datasets';
import { type ExportSelection, parseSelection } from '../datasets/export-selection';
import { ExportFormat } from '../formats';
import { ExportPhase, ExportState } from './export-state';

/** What a spec has only in resolved form, as it was requested, for `Export.input`. */
export interface RequestedForm {
  /** Null: the default template. Absent: the columns of the spec were requested. */
  readonly template?: string | null;
  /** Name of the preset that the period was resolved from. */
  readonly preset?: string;
}

@Entity('exports')
@ObjectType({
  simpleResolvers: true,
  description: 'A background job that creates a file: the request, its requester, state, progress and file.',
})
export class Export extends Job {
  @Shared()
  @Field(() => ID, { description: 'Id of the export.' })
  override id: number;

  /**
   * The session or access token that started the export, or joined it last. Null for exports of versions that did not
   * store it, and for those that were handed over.
   */
  @Column({ type: 'varchar', nullable: true })
  credential: CredentialId | null;

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

  /** Null for exports of versions that did not store it. */
  @Column({ type: 'simple-json', nullable: true })
  requested: RequestedForm | null;

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

  @Shared()
  @Field(() => DateTimeScalar, { description: 'When the export was requested.' })
  override requestedAt: Date;

  @Column({ type: 'int', nullable: true })
  retryOfId: number | null;

  @Shared()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When a worker first started the export. Null before.' })
  override startedAt: Date | null;

  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the export was completed, failed or was canceled. Null before.',
  })
  override finishedAt: Date | null;

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

  @Shared()
  @Field(() => String, {
    nullable: true,
    description:
      'Release of the IANA time zone data. ' +
      'At first the one that the request used, then the one that the file uses, which is the same or newer.',
  })
  override timezoneDataVersion: string | null;

  @Column({ type: 'varchar' })
  phase: ExportPhase;

  /** Not a column: set only in the results of mutations that start exports. */
  @PerViewer()
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether an identical unfinished export was returned instead of a new one. ' +
      'Set only in the results of `startExport`, `retryExport` and `approveExportRequest`; null otherwise.',
  })
  deduplicated?: boolean;

  @BigIntColumn()
  bytesWritten: bigint;

  @Column({ type: 'simple-json' })
  warnings: StoredWarning[];

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
