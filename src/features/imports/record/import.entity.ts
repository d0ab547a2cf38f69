import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { BigIntColumn, InstantColumn } from '../../../platform/database/columns';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { Shared } from '../../../platform/graphql/audience';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Job } from '../../../platform/jobs/job';
import type { SentenceParameters } from '../../../sentences';
import type { CredentialId } from '../../../viewer';
import type { Permission, PermissionLimit } from '../../auth/permissions';
import { DateOrder } from '../../columns/date-order';
import { ExportDataset, type RowDataset } from '../../exports/datasets';
import type { StoredWarning } from '../../labels/job-warnings';
import type { ImportEncoding } from '../reading/encoding';
import type { EncodingPreview } from '../reading/unreadable-file';
import type {
  HeaderMapping,
  NewItems,
  RecognizedColumn,
  RecognizedSource,
  SampleRow,
  StoredFile,
} from './import-contents';
import { BlankCells, ImportPhase, ImportState } from './import-state';

/** `provider`: an identity provider signed in to the session, or to the one in which the token was created. */
export type ImportCredential = CredentialId | `${CredentialId} provider`;

@Entity('imports')
@ObjectType({
  simpleResolvers: true,
  description: 'An uploaded file that is compared with the records, and applied to them: its options, state and plan.',
})
export class Import extends Job {
  @Shared()
  @Field(() => ID, { description: 'Id of the import.' })
  override id: number;

  /** Of the access tokens that started the import, sent its file or mapped its headers. */
  @Column({ type: 'simple-json', nullable: true })
  requestLimit: PermissionLimit;

  /** The session that started the import, or an access token that started it, sent its file or mapped its headers. */
  @Column({ type: 'varchar' })
  requestCredential: ImportCredential;

  /** The others that started the import, sent its file or mapped its headers. */
  @Column({ type: 'simple-json', nullable: true })
  otherCredentials: ImportCredential[] | null;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ExportDataset, { description: 'Dataset that the file changes: USERS, BOOKINGS or INVOICES.' })
  dataset: RowDataset;

  /** As the requester sent it. An undo has the name of the import that was undone first. */
  @Column({ type: 'varchar' })
  fileName: string;

  @Column({ type: 'boolean' })
  @Shared()
  @Field(() => Boolean, { description: 'Whether a row with an unknown key creates a record.' })
  createMissing: boolean;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => BlankCells, { description: 'Meaning of empty cells.' })
  blankCells: BlankCells;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => DateOrder, { description: 'Order of day, month and year in the dates of the file.' })
  dateOrder: DateOrder;

  @Column({ type: 'boolean' })
  @Shared()
  @Field(() => Boolean, {
    description:
      'Whether a plan without errors is applied without `applyImport`. ' +
      'False once another user than the requester has called `mapImport`.',
  })
  applyWhenClean: boolean;

  @Column({ type: 'boolean' })
  @Shared()
  @Field(() => Boolean, {
    description: "Whether a leading `'` before a formula is removed from texts and headers.",
  })
  formulaGuard: boolean;

  /** Requested; null: recognized from the file. */
  @Column({ type: 'varchar', nullable: true })
  delimiter: CsvDelimiter | null;

  /** Requested; null: the one that goes with the delimiter. */
  @Column({ type: 'varchar', nullable: true })
  decimalSeparator: DecimalSeparator | null;

  /** Requested; null: UTF-8, or what a byte order mark says. */
  @Column({ type: 'varchar', nullable: true })
  encoding: ImportEncoding | null;

  /** Requested name of the sheet; null: the first one. */
  @Column({ type: 'varchar', nullable: true })
  sheet: string | null;

  // May have megabytes, as the other hidden columns: only workers, `findWhole` and `importContents` read them.
  @Column({ type: 'simple-json', nullable: true, select: false })
  mapping: HeaderMapping[] | null;

  /** Name under which the mapping is saved when the plan is applied. */
  @Column({ type: 'varchar', nullable: true })
  mappingName: string | null;

  @Column({ type: 'int', nullable: true })
  undoOfId: number | null;

  /** 0: has a file; 1: undoes such an import; 2: undoes an undo; and so on. */
  @Column({ type: 'int' })
  undoLevel: number;

  @Column({ type: 'int', nullable: true })
  correctionOfId: number | null;

  /** Null until the headers are read. */
  @Column({ type: 'simple-json', nullable: true })
  source: RecognizedSource | null;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => ImportState, { description: 'State of the import.' })
  state: ImportState;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'When the import was requested.' })
  override requestedAt: Date;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the upload of the file was complete. Null before.',
  })
  uploadedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the plan was complete. Null before.' })
  checkedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was decided to apply the plan: by `applyImport` or by `applyWhenClean`. Null before.',
  })
  appliedAt: Date | null;

  @Column({ type: 'int', nullable: true })
  appliedById: number | null;

  /** Of the access token that applied the import. */
  @Column({ type: 'simple-json', nullable: true })
  applyLimit: PermissionLimit;

  /** The session or access token that applied the import. */
  @Column({ type: 'varchar' })
  applyCredential: ImportCredential;

  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a worker first started to check the file. Null before.',
  })
  override startedAt: Date | null;

  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the import was completed, failed, was canceled or expired. Null before.',
  })
  override finishedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'While the import waits for a user: when it expires. ' +
      'After its end: when its files and the changes of its plan are deleted. ' +
      'Null while a worker has it, and once they are deleted.',
  })
  expiresAt: Date | null;

  /** How long a next step, and the files after the end, are waited for or kept. Fixed when the import is requested. */
  @Column({ type: 'bigint', transformer: { to: (ms: number) => ms, from: Number } })
  keepMs: number;

  /** A reason with its parameters, where the code alone does not say enough. */
  @Column({ type: 'varchar', nullable: true })
  failureReason: string | null;

  @Column({ type: 'simple-json', nullable: true })
  failureParameters: SentenceParameters | null;

  @Column({ type: 'varchar' })
  phase: ImportPhase;

  /** Name of the unfinished upload in the storage. */
  @Column({ type: 'varchar', nullable: true })
  uploadKey: string | null;

  /** The request that writes the upload: the fencing token of `receive`. */
  @Column({ type: 'varchar', nullable: true })
  uploadOwner: string | null;

  /** What an unfinished upload takes up of the storage quota: what has arrived, and what may arrive next. */
  @Column({ type: 'bigint', transformer: { to: (bytes: number) => bytes, from: Number } })
  uploadBytes: number;

  @Column({ type: 'varchar', nullable: true })
  fileKey: string | null;

  @BigIntColumn({ nullable: true })
  fileBytes: bigint | null;

  @Column({ type: 'varchar', nullable: true })
  fileSha256: string | null;

  /** Null until the headers are read, and once the files are deleted. */
  @Column({ type: 'simple-json', nullable: true, select: false })
  columns: RecognizedColumn[] | null;

  /** What the columns of the file need in addition to the permissions of its dataset. Null until the headers are read. */
  @Column({ type: 'simple-json', nullable: true })
  columnPermissions: Permission[] | null;

  /** While a user has to choose the encoding: rows of the file in several encodings. */
  @Column({ type: 'simple-json', nullable: true, select: false })
  encodingPreviews: EncodingPreview[] | null;

  /** Of a workbook: the names of its sheets. Null until the file is read. */
  @Column({ type: 'simple-json', nullable: true, select: false })
  sheets: string[] | null;

  /** The first rows as they will be. Null without a plan. */
  @Column({ type: 'simple-json', nullable: true, select: false })
  sample: SampleRow[] | null;

  @Column({ type: 'int' })
  created: number;

  @Column({ type: 'int' })
  changed: number;

  /** Records that an undo deletes, because the other import created them. */
  @Column({ type: 'int' })
  removed: number;

  @Column({ type: 'int' })
  unchanged: number;

  @Column({ type: 'int' })
  failed: number;

  @Column({ type: 'simple-json', select: false })
  warnings: StoredWarning[];

  @Column({ type: 'simple-json', select: false })
  ignoredColumns: string[];

  @Column({ type: 'simple-json', select: false })
  newItems: NewItems;

  /** Ordinal of the last batch that was applied; 0 before the first. */
  @Column({ type: 'int' })
  appliedBatch: number;

  @Column({ type: 'int' })
  appliedCreated: number;

  @Column({ type: 'int' })
  appliedChanged: number;

  @Column({ type: 'int' })
  appliedRemoved: number;

  @Column({ type: 'int' })
  conflicts: number;

  @Column({ type: 'simple-json', nullable: true })
  errorsFile: StoredFile | null;

  @Column({ type: 'simple-json', nullable: true })
  undoFile: StoredFile | null;
}
