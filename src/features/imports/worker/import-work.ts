import type { JobClaim } from '../../../platform/jobs/job-claim';
import { ClaimLost, JobFailed } from '../../../platform/jobs/job-errors';
import type { JobLeases } from '../../../platform/jobs/job-leases';
import { percentOf } from '../../../platform/jobs/job-progress';
import type { JobWork } from '../../../platform/jobs/job-worker';
import { ProgressReport } from '../../../platform/jobs/progress-report';
import type { Log } from '../../../platform/log';
import type { Storage } from '../../../platform/storage/storage';
import { findUserRights } from '../../auth/account-rights';
import { applyNextBatch } from '../apply/apply-batch';
import { PlannedBatches } from '../apply/planned-batches';
import { writeErrorsFile } from '../files/errors-file';
import { checkImport, type OnPlanned } from '../plan/check-import';
import { ImportRefused, LeaseLost } from '../plan/import-refused';
import { assertNotRevoked } from '../plan/import-rights';
import { planUndo } from '../plan/plan-undo';
import type { ImportContext } from '../plan/session';
import { UnreadableFile } from '../reading/unreadable-file';
import type { Import } from '../record/import.entity';
import { canImport, forbiddenError } from '../record/import.policy';
import { applierOf, requesterOf } from '../record/import-actors';
import { rowCounts } from '../record/import-progress';
import { ImportPhase, ImportState } from '../record/import-state';
import { writeAppliedFiles } from './applied-files';
import { findEarlier } from './earlier-import';
import type { ImportOutcomes } from './import-outcomes';
import { openImportFile } from './open-import-file';
import { recognizeFile } from './recognize-file';

interface ImportMachinery extends ImportContext {
  readonly storage: Storage;
  readonly leases: JobLeases<Import>;
  readonly log: Log;
}

/** What workers do for an import: they check its file, and later apply its plan. */
export class ImportWork implements JobWork<Import> {
  constructor(
    private readonly machinery: ImportMachinery,
    private readonly outcomes: ImportOutcomes,
  ) {}

  async checkPermission({ row }: JobClaim<Import>): Promise<void> {
    const actor = row.state === ImportState.APPLYING ? applierOf(row) : requesterOf(row);
    const rights = await findUserRights(this.machinery.dataSource, actor);
    if (!rights || !canImport(rights, row)) throw new ImportRefused('PERMISSION_LOST', forbiddenError(row).message);
    await assertNotRevoked(this.machinery.dataSource, row);
  }

  async run(claim: JobClaim<Import>, signal: AbortSignal): Promise<void> {
    const { row } = claim;
    try {
      if (row.state === ImportState.APPLYING) await this.apply(claim, signal);
      else if (row.undoOfId !== null) await this.checkUndo(claim, signal);
      else await this.checkFile(claim, signal);
    } catch (error) {
      // Waits reject with an AbortError. Its cause is what matters.
      if (signal.aborted) throw signal.reason;
      if (error instanceof LeaseLost) throw new ClaimLost();
      if (error instanceof UnreadableFile) throw new ImportRefused(error.code, error.message, error.because);
      throw error;
    }
  }

  private async checkFile(claim: JobClaim<Import>, signal: AbortSignal): Promise<void> {
    try {
      await this.compareFile(claim, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof UnreadableFile) || !error.isReadableOtherwise) throw error;
      orLost(await this.outcomes.awaitOtherReading(claim, error));
    }
  }

  private async compareFile(claim: JobClaim<Import>, signal: AbortSignal): Promise<void> {
    const { row } = claim;
    const source = await openImportFile(this.machinery.storage, row);
    try {
      const headers = await recognizeFile(this.machinery.dataSource, row, source);
      if (headers.isUndecided) return orLost(await this.outcomes.awaitMapping(claim, headers, headers.problems));
      const { read: columns, newProperties } = headers;
      const { onPlanned, rows } = this.progressOf(claim);
      const input = { row, lease: claim, source, columns, newProperties };
      const summary = await checkImport(this.machinery, input, onPlanned, signal);
      const earlier = await findEarlier(this.machinery.dataSource, row, headers.source);
      const warnings = [...(earlier ? [earlier] : []), ...summary.warnings];
      const errorsFile = await writeErrorsFile(this.machinery, row, source, signal);
      const checked = { ...headers, summary: { ...summary, warnings }, rows: rows(), errorsFile };
      orLost(await this.outcomes.finishCheck(claim, checked));
    } finally {
      await source.close();
    }
  }

  private async checkUndo(claim: JobClaim<Import>, signal: AbortSignal): Promise<void> {
    const { onPlanned, rows } = this.progressOf(claim);
    const summary = await planUndo(this.machinery, { row: claim.row, lease: claim }, onPlanned, signal);
    const checked = { source: null, columns: summary.columns, sheets: null, summary, rows: rows(), errorsFile: null };
    orLost(await this.outcomes.finishCheck(claim, checked));
  }

  private async apply(claim: JobClaim<Import>, signal: AbortSignal): Promise<void> {
    try {
      await this.applyBatches(claim, signal);
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error;
      // What was applied before stays, so its files are written as well.
      if ([JobFailed, ClaimLost, LeaseLost].some((end) => reason instanceof end))
        await this.recordFiles(claim, new AbortController().signal).catch((failure) =>
          this.machinery.log.error({ err: failure, importId: claim.id }, 'could not write the files of an import'),
        );
      throw error;
    }
    orLost(await this.recordFiles(claim, signal));
    orLost(await this.outcomes.complete(claim));
  }

  private async applyBatches(claim: JobClaim<Import>, signal: AbortSignal): Promise<void> {
    const { machinery } = this;
    const { row } = claim;
    const progress = new ProgressReport(machinery.leases, claim, row.rowsTotal, () => this.checkPermission(claim));
    const input = { row, lease: claim, batches: new PlannedBatches(machinery.dataSource, row.id) };
    for (;;) {
      signal.throwIfAborted();
      const batch = await applyNextBatch(machinery, input);
      if (batch.isDone) break;
      await progress.saveIfDue({ phase: ImportPhase.APPLYING, rowsDone: batch.rowsDone, ...rowCounts(row) });
    }
    await progress.save({ phase: ImportPhase.FINALIZING, rowsDone: row.rowsTotal ?? 0, ...rowCounts(row) });
  }

  /** Records the files about what was applied. Returns false, and leaves none, if the claim is lost. */
  private async recordFiles(claim: JobClaim<Import>, signal: AbortSignal): Promise<boolean> {
    const files = await writeAppliedFiles(this.machinery, claim.id, signal);
    const hasRecorded = await this.outcomes.recordFiles(claim, files);
    if (!hasRecorded) await files.remove();
    return hasRecorded;
  }

  /** The number of rows is not known before the end, but how much is read. */
  private progressOf(claim: JobClaim<Import>): { readonly onPlanned: OnPlanned; rows(): number } {
    const progress = new ProgressReport(this.machinery.leases, claim, null, () => this.checkPermission(claim));
    let rowsDone = 0;
    return {
      onPlanned: async ({ rows, share, counts }) => {
        rowsDone = rows;
        const percent = percentOf({ rowsDone: share, rowsTotal: 1 });
        await progress.saveIfDue({ phase: ImportPhase.COMPARING, rowsDone, percent, ...counts });
      },
      rows: () => rowsDone,
    };
  }
}

function orLost(hasEnded: boolean): void {
  if (!hasEnded) throw new ClaimLost();
}
