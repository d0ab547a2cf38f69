import { finished } from 'node:stream/promises';
import type { DatabaseConfig } from '../../../platform/database/data-source';
import { openSnapshot, type Snapshot } from '../../../platform/database/snapshot';
import { abortable } from '../../../platform/jobs/abortable';
import { Rate } from '../../../platform/jobs/rate';
import type { Log } from '../../../platform/log';
import type { PendingFile, Storage } from '../../../platform/storage/storage';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { UserFigures } from '../../users/user-figures';
import { openContents } from '../contents/open-contents';
import { fileTypes } from '../formats';
import { ExportPhase } from '../record/export-state';
import { QuotaExceeded, remainingQuota } from '../record/storage-quota';
import type { Claim } from './claim';
import type { ExportLeases, SavedProgress } from './export-leases';
import type { FinishedFile } from './export-outcomes';

const progressEveryMs = 250;

export interface ExportMachinery {
  readonly database: DatabaseConfig;
  readonly storage: Storage;
  readonly claims: ExportLeases;
  readonly log: Log;
  readonly figures: UserFigures;
  /** Storage quota for the files of one organization; 0 means no limit. */
  readonly quotaBytes: number;
}

/** Another worker has the export, or it was canceled: stop and leave no file. */
export class ClaimLost extends Error {}

/**
 * Makes the file of one claimed export from one snapshot: rows -> cells -> format -> storage, with backpressure between
 * the stages. The file gets its name only when it is complete. The caller then completes the export or removes the
 * file. `checkPermission` throws if the requester may no longer have the export.
 */
export async function makeExportFile(
  claim: Claim,
  { database, storage, claims, log, figures, quotaBytes }: ExportMachinery,
  checkPermission: () => Promise<void>,
  signal: AbortSignal,
): Promise<FinishedFile> {
  const { row } = claim;
  const snapshot = await openSnapshot(database);
  let file: PendingFile | null = null;
  try {
    const { organizationId, columnKeys, selection } = row;
    const contents = await openContents(row, interruptible(snapshot, signal), {
      organizationId,
      columnKeys,
      selection,
      asOf: row.asOf!,
      figures,
    });
    const snapshotInfo = await claims.saveSnapshotInfo(claim, contents.timezone);
    const rowsTotal = await contents.count();
    const maxBytes = await remainingQuota(snapshot.rows, organizationId, quotaBytes);

    const fileKey = fileKeyOf(claim);
    file = await storage.create(fileKey);
    const { signal: failing, stop } = failingWith(file, signal);
    const progress = new ProgressReport(claim, claims, rowsTotal, maxBytes, checkPermission);
    try {
      await progress.save(ExportPhase.READING, 0, 0);
      const writing = await contents.start(file.stream, { ...snapshotInfo, signal: failing });
      let rowsDone = 0;
      for await (const rows of writing.batches()) {
        failing.throwIfAborted();
        rowsDone += rows;
        await progress.saveIfDue(rowsDone, file.bytesWritten);
        await yieldToEventLoop();
      }
      if (rowsDone !== rowsTotal) throw new Error(`the snapshot has ${rowsTotal} rows but ${rowsDone} were read`);
      await progress.save(ExportPhase.FINALIZING, rowsDone, file.bytesWritten);
      const { warnings } = await writing.finish();
      await checkPermission();
      // Includes bytes that were still buffered.
      await finished(file.stream.end());
      if (file.bytesWritten > maxBytes) throw new QuotaExceeded();
      failing.throwIfAborted();
      const { bytes, sha256 } = await file.publish();
      log.info({ exportId: claim.exportId, rows: rowsDone, bytes }, 'export file published');
      return {
        fileKey,
        fileName: fileNameOf(claim, contents.title, contents.timezone),
        bytes,
        rows: rowsDone,
        sha256,
        warnings: [...row.warnings, ...warnings],
      };
    } finally {
      stop();
    }
  } catch (error) {
    await file?.discard();
    // Waits reject with an AbortError. Its cause is what matters.
    throw file?.stream.errored ?? (signal.aborted ? signal.reason : error);
  } finally {
    await snapshot.close();
  }
}

const fileKeyOf = ({ exportId, owner, row }: Claim): string =>
  `${exportId}-${row.attempt}-${owner.slice(0, 8)}.${fileTypes[row.format].extension}`;

/**
 * Whether an earlier attempt at this export left the file. Later attempts do not count: a worker that was suspended
 * after its claim may find one running or completed.
 */
export function isLeftover(name: string, { exportId, row }: Claim): boolean {
  const [, ofExport, attempt] = /^(\d+)-(\d+)-/.exec(name) ?? [];
  return Number(ofExport) === exportId && Number(attempt) < row.attempt;
}

/** Contains the date of the data in the venue time zone, which may differ from the date of `asOf`. */
const fileNameOf = ({ exportId, row }: Claim, title: string, timezone: string): string =>
  `${title.toLowerCase()}-${VenueCalendar.of(timezone).dateOf(row.startedAt!.getTime())}-${exportId}.${fileTypes[row.format].extension}`;

/** Lets a stop or a cancelation interrupt a slow statement or one whose server does not respond. */
const interruptible = ({ rows, readPacked, close }: Snapshot, signal: AbortSignal): Snapshot => ({
  rows: (statement) => abortable(rows(statement), signal),
  ...(readPacked && { readPacked: (into, statement) => abortable(readPacked(into, statement), signal) }),
  close,
});

/** Lets timers run, such as the renewal of the lease: SQLite's driver is synchronous and never yields. */
const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Aborts with `signal`, or when the stream of the file fails: a failed stream would never drain. */
function failingWith({ stream }: PendingFile, signal: AbortSignal): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onError = (error: Error): void => controller.abort(error);
  stream.on('error', onError);
  return { signal: AbortSignal.any([signal, controller.signal]), stop: () => stream.off('error', onError) };
}

/** Saves progress at most four times a second. Detects a lost claim or permission while doing so. */
class ProgressReport {
  private readonly rate = new Rate();
  private savedAtMs = 0;

  constructor(
    private readonly claim: Claim,
    private readonly claims: ExportLeases,
    private readonly rowsTotal: number,
    private readonly maxBytes: number,
    private readonly checkPermission: () => Promise<void>,
  ) {}

  async saveIfDue(rowsDone: number, bytesWritten: number): Promise<void> {
    if (performance.now() - this.savedAtMs >= progressEveryMs)
      await this.save(ExportPhase.READING, rowsDone, bytesWritten);
  }

  async save(phase: ExportPhase, rowsDone: number, bytesWritten: number): Promise<void> {
    if (bytesWritten > this.maxBytes) throw new QuotaExceeded();
    this.savedAtMs = performance.now();
    const progress: SavedProgress = {
      phase,
      rowsDone,
      rowsTotal: this.rowsTotal,
      bytesWritten,
      rowsPerSecond: this.rate.add(rowsDone, this.savedAtMs),
    };
    if (!(await this.claims.saveProgress(this.claim, progress))) throw new ClaimLost();
    await this.checkPermission();
  }
}
