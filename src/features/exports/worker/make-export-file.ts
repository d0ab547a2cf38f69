import { finished } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../../platform/database/data-source';
import { poolQuery } from '../../../platform/database/query-rows';
import { openSnapshot, type Snapshot } from '../../../platform/database/snapshot';
import { abortable } from '../../../platform/jobs/abortable';
import type { JobClaim } from '../../../platform/jobs/job-claim';
import type { JobLeases } from '../../../platform/jobs/job-leases';
import { ProgressReport } from '../../../platform/jobs/progress-report';
import { yieldToEventLoop } from '../../../platform/jobs/yield';
import type { Log } from '../../../platform/log';
import type { PendingFile, Storage } from '../../../platform/storage/storage';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { UserFigures } from '../../users/user-figures';
import { openContents } from '../contents/open-contents';
import { fileTypes } from '../formats';
import type { Export } from '../record/export.entity';
import { ExportPhase } from '../record/export-state';
import { QuotaExceeded, remainingQuota } from '../record/storage-quota';
import type { FinishedFile } from './export-outcomes';
import { recordSnapshot } from './record-snapshot';

export interface ExportDependencies {
  readonly dataSource: DataSource;
  /** For the connection of the snapshot. */
  readonly database: DatabaseConfig;
  readonly storage: Storage;
  readonly leases: JobLeases<Export>;
  readonly log: Log;
  readonly figures: UserFigures;
  /** Storage quota for the files of one organization; 0 means no limit. */
  readonly quotaBytes: number;
}

/**
 * Makes the file of one claimed export from one snapshot: rows -> cells -> format -> storage, with backpressure between
 * the stages. The file gets its name only when it is complete. The caller then completes the export or removes the
 * file. `checkPermission` throws if the requester may no longer have the export.
 */
export async function makeExportFile(
  claim: JobClaim<Export>,
  { dataSource, database, storage, leases, log, figures, quotaBytes }: ExportDependencies,
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
    const snapshotInfo = await recordSnapshot(dataSource, claim, contents.timezone, leases.settings.zoneData);
    const rowsTotal = await contents.count();
    /** Called after the bytes are saved, so that exports at the same time count each other. */
    const assertInQuota = async (): Promise<void> => {
      if ((await remainingQuota(poolQuery(dataSource), organizationId, quotaBytes)) < 0) throw new QuotaExceeded();
    };

    const fileKey = fileKeyOf(claim);
    file = await storage.create(fileKey);
    const { signal: failing, stop } = failingWith(file, signal);
    const progress = new ProgressReport(leases, claim, rowsTotal, checkPermission);
    try {
      await progress.save({ phase: ExportPhase.READING, rowsDone: 0, bytesWritten: 0 });
      const writing = await contents.start(file.stream, { ...snapshotInfo, signal: failing });
      let rowsDone = 0;
      for await (const rows of writing.batches()) {
        failing.throwIfAborted();
        rowsDone += rows;
        const { bytesWritten } = file;
        if (await progress.saveIfDue({ phase: ExportPhase.READING, rowsDone, bytesWritten })) await assertInQuota();
        await yieldToEventLoop();
      }
      if (rowsDone !== rowsTotal) throw new Error(`the snapshot has ${rowsTotal} rows but ${rowsDone} were read`);
      await progress.save({ phase: ExportPhase.FINALIZING, rowsDone, bytesWritten: file.bytesWritten });
      const { warnings } = await writing.finish();
      await checkPermission();
      // Includes bytes that were still buffered.
      await finished(file.stream.end());
      await progress.save({ phase: ExportPhase.FINALIZING, rowsDone, bytesWritten: file.bytesWritten });
      await assertInQuota();
      failing.throwIfAborted();
      const { bytes, sha256 } = await file.publish();
      log.info({ exportId: claim.id, rows: rowsDone, bytes }, 'export file published');
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

const fileKeyOf = ({ id, owner, row }: JobClaim<Export>): string =>
  `${id}-${row.attempt}-${owner.slice(0, 8)}.${fileTypes[row.format].extension}`;

/**
 * Whether an earlier attempt at this export left the file. Later attempts do not count: a worker that was suspended
 * after its claim may find one running or completed.
 */
export function isLeftover(name: string, { id, row }: JobClaim<Export>): boolean {
  const [, ofExport, attempt] = /^(\d+)-(\d+)-/.exec(name) ?? [];
  return Number(ofExport) === id && Number(attempt) < row.attempt;
}

/**
 * The requested name, or one with the date of the data in the venue time zone, which may differ from the date of
 * `asOf`.
 */
function fileNameOf({ id, row }: JobClaim<Export>, title: string, timezone: string): string {
  const startedOn = VenueCalendar.of(timezone).dateOf(row.startedAt!.getTime());
  const name = row.selection.fileName ?? `${title.toLowerCase()}-${startedOn}-${id}`;
  return `${name}.${fileTypes[row.format].extension}`;
}

/** Lets a stop or a cancelation interrupt a slow statement or one whose server does not respond. */
const interruptible = ({ rows, readPacked, close }: Snapshot, signal: AbortSignal): Snapshot => ({
  rows: (statement) => abortable(rows(statement), signal),
  ...(readPacked && { readPacked: (into, statement) => abortable(readPacked(into, statement), signal) }),
  close,
});

/** Aborts with `signal`, or when the stream of the file fails: a failed stream would never drain. */
function failingWith({ stream }: PendingFile, signal: AbortSignal): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onError = (error: Error): void => controller.abort(error);
  stream.on('error', onError);
  return { signal: AbortSignal.any([signal, controller.signal]), stop: () => stream.off('error', onError) };
}
