import type { DataSource, EntityManager } from 'typeorm';
import { findWhole } from '../../../platform/database/find-whole';
import { transact } from '../../../platform/database/transaction';
import type { JobClaim } from '../../../platform/jobs/job-claim';
import { JobOutcomes } from '../../../platform/jobs/job-outcomes';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import { columnPermissionsOf } from '../mapping/known-columns';
import type { PlanSummary } from '../plan/check-import';
import type { EncodingPreview, UnreadableFile } from '../reading/unreadable-file';
import { Import } from '../record/import.entity';
import type { RecognizedColumn, RecognizedSource, StoredFile } from '../record/import-contents';
import { enqueueCompletedNotice, enqueueFailedNotice, resultOf } from '../record/import-notices';
import { changeImport, importJob, importTransitions } from '../record/import-transitions';
import { importWarning } from '../record/import-warnings';
import { saveMapping } from './saved-mappings';

type ImportIds = Pick<Import, 'id' | 'organizationId'>;

/** What was read of the file before its rows are compared. */
export interface RecognizedFile {
  /** Null for an undo, which has no file. */
  readonly source: RecognizedSource | null;
  readonly columns: readonly RecognizedColumn[];
  /** Names of the sheets of a workbook, or null. */
  readonly sheets: readonly string[] | null;
}

interface CheckedFile extends RecognizedFile {
  readonly summary: PlanSummary;
  readonly rows: number;
  readonly errorsFile: StoredFile | null;
}

const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** The columns of the file, as they are stored. */
const columnValues = (
  { dataset }: Pick<Import, 'dataset'>,
  columns: readonly RecognizedColumn[],
): Record<'columns' | 'columnPermissions', string> => ({
  columns: JSON.stringify(columns),
  columnPermissions: JSON.stringify(columnPermissionsOf(dataset, columns)),
});

/** The files of what was applied, as they are stored. */
type NamedFiles = Readonly<Record<'errorsFile' | 'undoFile', StoredFile | null>>;
export const fileValues = ({ errorsFile, undoFile }: NamedFiles): Record<'errorsFile' | 'undoFile', string | null> => ({
  errorsFile: jsonOf(errorsFile),
  undoFile: jsonOf(undoFile),
});

/** How a worker's part of an import ends: with an audit event, and a mail when the import has ended. */
export class ImportOutcomes extends JobOutcomes<Import> {
  constructor(
    dataSource: DataSource,
    clock: Clock,
    private readonly auditLog: AuditLog,
  ) {
    super(dataSource, importJob, clock);
  }

  /** The file has headers that a user has to map. Returns false as all methods here if the claim is lost. */
  awaitMapping(
    claim: JobClaim<Import>,
    { source, columns, sheets }: RecognizedFile,
    warnings: readonly Sentence[],
  ): Promise<boolean> {
    const read = { source: jsonOf(source), ...columnValues(claim.row, columns), sheets: jsonOf(sheets) };
    return this.handBack(claim, read, warnings);
  }

  /** The file can only be read with another option, which a user has to choose. */
  awaitOtherReading(
    claim: JobClaim<Import>,
    { code, message, because, previews, sheetNames }: UnreadableFile,
  ): Promise<boolean> {
    const warning = importWarning(
      'UNREADABLE',
      { ...because.parameters, reason: code, problem: because.reason },
      message,
    );
    const read = { source: null, columns: null, columnPermissions: null, sheets: jsonOf(sheetNames ?? null) };
    return this.handBack(claim, read, [warning], previews);
  }

  private handBack(
    claim: JobClaim<Import>,
    read: Readonly<Record<'source' | 'columns' | 'columnPermissions' | 'sheets', string | null>>,
    warnings: readonly Sentence[],
    previews?: readonly EncodingPreview[],
  ): Promise<boolean> {
    const values = { ...read, warnings: JSON.stringify(warnings), encodingPreviews: jsonOf(previews ?? null) };
    return this.finish(claim, importTransitions.awaitMapping, values, async () => undefined);
  }

  /** The plan is complete. It is applied without `applyImport` if the request says so and no row failed. */
  finishCheck(claim: JobClaim<Import>, checked: CheckedFile): Promise<boolean> {
    const { source, columns, sheets, summary, rows, errorsFile } = checked;
    const { created, changed, removed, unchanged, failed, warnings, ignoredColumns, newItems, sample } = summary;
    const isApplied = claim.row.applyWhenClean && failed === 0;
    const values = {
      checkedAt: this.clock.now().getTime(),
      source: jsonOf(source),
      ...columnValues(claim.row, columns),
      sheets: jsonOf(sheets),
      warnings: JSON.stringify(warnings),
      ignoredColumns: JSON.stringify(ignoredColumns),
      newItems: JSON.stringify(newItems),
      sample: JSON.stringify(sample),
      errorsFile: jsonOf(errorsFile),
      ...{ created, changed, removed, unchanged, failed, rows },
    };
    const transition = isApplied ? importTransitions.planAndApply : importTransitions.plan;
    return this.finish(claim, transition, values, async (manager) => {
      const planned = details('PLAN', { created, changed, failed });
      await this.record(manager, AuditAction.IMPORT_CHECKED, claim.row, planned);
      const { requestedById } = claim.row;
      if (isApplied)
        await this.record(
          manager,
          AuditAction.IMPORT_APPLIED,
          claim.row,
          details('APPLY_WHEN_CLEAN', {}),
          requestedById,
        );
    });
  }

  /** Names the files of what was applied. Returns false if the claim is lost: the caller then removes them. */
  recordFiles({ id, owner }: JobClaim<Import>, files: NamedFiles): Promise<boolean> {
    const values = { owner, ...fileValues(files) };
    return transact(this.dataSource, (manager) => changeImport(manager, 'recordFiles', id, values));
  }

  /** All batches are applied. */
  complete(claim: JobClaim<Import>): Promise<boolean> {
    const values = { rows: claim.row.rowsTotal ?? 0 };
    return this.finish(claim, importTransitions.complete, values, async (manager) => {
      const row = (await findWhole(manager, Import, claim.id))!;
      await this.record(manager, AuditAction.IMPORT_COMPLETED, row, resultOf(row));
      await enqueueCompletedNotice(manager, row);
      await saveMapping(manager, row, this.clock.now());
    });
  }

  recordStart(manager: EntityManager, row: ImportIds): Promise<void> {
    return this.record(manager, AuditAction.IMPORT_STARTED, row);
  }

  protected async recordFailure(
    manager: EntityManager,
    { id }: ImportIds,
    code: string,
    message: string,
  ): Promise<void> {
    const row = await manager.findOneByOrFail(Import, { id });
    await this.record(manager, AuditAction.IMPORT_FAILED, row, details('FAILURE', { code }));
    await enqueueFailedNotice(manager, row, { code, message });
  }

  private record(
    manager: EntityManager,
    action: AuditAction,
    { id, organizationId }: ImportIds,
    said?: Sentence,
    userId?: number,
  ): Promise<void> {
    return this.auditLog.record(manager, { organizationId, userId, action, importId: id, details: said });
  }
}
