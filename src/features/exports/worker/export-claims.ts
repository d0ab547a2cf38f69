import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { change } from '../../../platform/database/data-source';
import { dialectOf } from '../../../platform/database/dialect';
import { CommitUnknown, transact } from '../../../platform/database/transaction';
import type { Log } from '../../../platform/log';
import type { Clock } from '../../../platform/time/clock';
import { timeZoneDataVersion } from '../../../platform/time/time-zone';
import { AuditAction } from '../../audit/audit-event.entity';
import type { AuditLog } from '../../audit/audit-log';
import { SnapshotInfo } from '../contents/contents';
import type { ExportSelection } from '../datasets/export-selection';
import { Export, ExportPhase, ExportState } from '../record/export.entity';
import { enqueueCompletedNotice, enqueueFailedNotice } from '../record/export-notices';
import { percentOf } from '../record/export-progress';
import { type Claimable, claimable, ExportQueue } from '../record/export-queue';

const maxAttempts = 3;
/** In the place of a lease's owner: the next worker goes on with this attempt instead of counting another. */
const handedBack = 'handed back';
/** Whatever ends an export: nobody holds it, and it holds nothing. */
const ended = 'activeKey = NULL, leaseOwner = NULL, leaseUntil = NULL, slot = NULL';

/** One worker's hold on one export. Whoever holds another claim, or none any more, changes nothing. */
export interface Claim {
  readonly exportId: number;
  /** Unique to this attempt: the fencing token of every change and the mark of its file. */
  readonly owner: string;
  readonly row: Export;
  /**
   * The last attempt is made with nothing beside it: what brings its worker down must not take others with it time
   * after time.
   */
  readonly isAlone: boolean;
}

export interface FinishedFile {
  readonly fileKey: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
  readonly warnings: readonly string[];
}

export interface SavedProgress {
  readonly phase: ExportPhase;
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly bytesWritten: number;
  readonly rowsPerSecond: number | null;
}

/**
 * The worker's side of an export's life. Every change is one conditional update of the row, which is the truth: leases
 * run by the database's clock, so that workers on several machines agree on them.
 */
export class ExportClaims {
  private readonly nowMs: string;
  private readonly touched: string;
  /**
   * Asked again in the update that takes it: its worker may have renewed the lease since, which does not change the
   * version.
   */
  private readonly isUnclaimed: string;
  private readonly queue: ExportQueue;
  private readonly missingZoneData = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly leaseMs: number,
    private readonly keepMs: number,
    private readonly slotsPerOrganization: number,
    private readonly zoneData: string = timeZoneDataVersion,
  ) {
    this.nowMs = dialectOf(dataSource).nowMs;
    this.touched = `version = version + 1, updatedAt = ${this.nowMs}`;
    this.queue = new ExportQueue(dataSource);
    this.isUnclaimed = `(state = 'QUEUED' OR leaseUntil < ${this.nowMs})`;
  }

  /**
   * Takes up an export whose worker has gone silent, or else the next one of the queue, if its organization has a slot
   * free and its time zone data is not newer than ours; null when there is none. `busyWith`: what this worker is at; it
   * may be late to renew those, but is not its own successor.
   */
  async claim(busyWith: ReadonlySet<number> = new Set()): Promise<Claim | null> {
    for (const list of [() => this.listSilent(), () => this.queue.listNext(this.slotsPerOrganization, this.zoneData)]) {
      for (const found of await list()) {
        if (busyWith.has(found.id)) continue;
        if (found.state === ExportState.CANCELLING) await this.finishCancelling(found.id, 'version = ?', found.version);
        else if (nextAttempt(found) > maxAttempts) await this.giveUp(found);
        else if (found.timezoneDataVersion && found.timezoneDataVersion > this.zoneData)
          this.leave(found.id, found.timezoneDataVersion);
        else if (nextAttempt(found) === maxAttempts && busyWith.size > 0) return null;
        else {
          const claim = await this.take(found);
          if (claim) return claim;
        }
      }
    }
    return null;
  }

  private listSilent(): Promise<Claimable[]> {
    return this.dataSource.query(
      `SELECT ${claimable} FROM exports e WHERE e.state IN ('RUNNING', 'CANCELLING') AND e.leaseUntil < ${this.nowMs} ORDER BY CASE WHEN e.timezoneDataVersion > ? THEN 1 ELSE 0 END, e.id LIMIT 20`,
      [this.zoneData],
    );
  }

  /** Its period was resolved by other rules than ours; its months would be computed by ours. */
  private leave(exportId: number, needs: string): void {
    if (this.missingZoneData.has(needs)) return;
    this.missingZoneData.add(needs);
    this.log.warn(
      { exportId, release: this.zoneData, needs },
      'exports wait for a worker with newer time zone data, for ever if there is none: update the package moment-timezone here, too',
    );
  }

  private async take(found: Claimable): Promise<Claim | null> {
    const owner = randomUUID();
    const nowMs = this.clock.now().getTime();
    const taken = await transact(this.dataSource, async (manager) => {
      const slot = await this.slotFor(manager, found);
      if (slot === null) return false;
      const changed = await change(
        manager,
        // MySQL assigns from left to right: the attempt must be counted while the old owner still stands there.
        `UPDATE exports SET state = 'RUNNING', ${this.touched}, attempt = attempt + CASE WHEN leaseOwner = '${handedBack}' THEN 0 ELSE 1 END, leaseOwner = ?, leaseUntil = ${this.nowMs} + ?, slot = ?,
                startedAt = COALESCE(startedAt, ?), asOf = COALESCE(asOf, ?), phase = 'COUNTING', snapshotAt = NULL, rowsPerSecond = NULL
          WHERE id = ? AND version = ? AND ${this.isUnclaimed}`,
        [owner, this.leaseMs, slot, nowMs, nowMs, found.id, found.version],
      );
      if (changed === 1)
        await this.auditLog.record(manager, {
          organizationId: found.organizationId,
          action: AuditAction.EXPORT_STARTED,
          exportId: found.id,
        });
      return changed === 1;
    }).catch((error) => {
      // Another worker took the slot at the same moment.
      if (dialectOf(this.dataSource).isUniqueViolation(error)) return false;
      throw error;
    });
    if (!taken) return null;
    const row = await this.dataSource.manager
      .createQueryBuilder(Export, 'e')
      .addSelect('e.selection')
      .where('e.id = :id', { id: found.id })
      .getOneOrFail();
    return { exportId: found.id, owner, row, isAlone: row.attempt === maxAttempts };
  }

  /**
   * The one it has from an earlier attempt, or the first of its organization's that is free. The unique key is what
   * keeps it from being taken twice.
   */
  private async slotFor(manager: EntityManager, { id, organizationId }: Claimable): Promise<number | null> {
    const held: { id: number; slot: number }[] = await manager.query(
      'SELECT id, slot FROM exports WHERE organizationId = ? AND slot IS NOT NULL',
      [organizationId],
    );
    const own = held.find((one) => one.id === id);
    if (own) return own.slot;
    const taken = new Set(held.map(({ slot }) => slot));
    for (let slot = 1; slot <= this.slotsPerOrganization; slot++) if (!taken.has(slot)) return slot;
    return null;
  }

  /** Keeps the lease. False: the claim is lost, or the export was cancelled. */
  async renew(claim: Claim): Promise<boolean> {
    const changed = await transact(this.dataSource, (manager) =>
      change(
        manager,
        `UPDATE exports SET leaseUntil = ${this.nowMs} + ? WHERE id = ? AND leaseOwner = ? AND state = 'RUNNING'`,
        [this.leaseMs, claim.exportId, claim.owner],
      ),
    );
    return changed === 1;
  }

  /**
   * Saves what watchers see, and keeps the lease. Numbers of an earlier attempt stand until they are passed. False as
   * for `renew`.
   */
  async saveProgress(claim: Claim, progress: SavedProgress): Promise<boolean> {
    const percent = percentOf(progress);
    const atLeast = (column: string) => `${column} = CASE WHEN ${column} > ? THEN ${column} ELSE ? END`;
    const changed = await transact(this.dataSource, (manager) =>
      change(
        manager,
        // An earlier attempt may have had more rows than there are now.
        `UPDATE exports SET ${this.touched}, leaseUntil = ${this.nowMs} + ?, phase = ?, ${atLeast('rowsDone')}, rowsTotal = CASE WHEN rowsDone > ? THEN rowsDone ELSE ? END,
                ${atLeast('percent')}, ${atLeast('bytesWritten')}, rowsPerSecond = ?
          WHERE id = ? AND leaseOwner = ? AND state = 'RUNNING'`,
        [
          this.leaseMs,
          progress.phase,
          progress.rowsDone,
          progress.rowsDone,
          progress.rowsTotal,
          progress.rowsTotal,
          percent,
          percent,
          progress.bytesWritten,
          progress.bytesWritten,
          progress.rowsPerSecond,
          claim.exportId,
          claim.owner,
        ],
      ),
    );
    return changed === 1;
  }

  /** Says what the file is of, and gives back what was saved. */
  saveSnapshotInfo(claim: Claim, timezone: string): Promise<SnapshotInfo> {
    return transact(this.dataSource, async (manager) => {
      await change(
        manager,
        `UPDATE exports SET ${this.touched}, snapshotAt = ${this.nowMs}, timezone = ?, timezoneDataVersion = ? WHERE id = ? AND leaseOwner = ? AND state = 'RUNNING'`,
        [timezone, this.zoneData, claim.exportId, claim.owner],
      );
      const [{ snapshotAt }] = await manager.query('SELECT snapshotAt FROM exports WHERE id = ?', [claim.exportId]);
      return { snapshotMs: Number(snapshotAt), timezoneDataVersion: this.zoneData };
    });
  }

  /** False: the claim was lost or the export cancelled at the last moment; then its file must go. */
  async complete(claim: Claim, file: FinishedFile): Promise<boolean> {
    const now = this.clock.now().getTime();
    const finish = (): Promise<boolean> =>
      this.finish(
        claim,
        AuditAction.EXPORT_COMPLETED,
        `state = 'COMPLETED', phase = 'FINALIZING', rowsDone = ?, rowsTotal = ?, bytesWritten = ?, warnings = ?,
       fileKey = ?, fileName = ?, fileBytes = ?, fileRows = ?, fileSha256 = ?, finishedAt = ?, expiresAt = ?`,
        [
          file.rows,
          file.rows,
          file.bytes,
          JSON.stringify(file.warnings),
          file.fileKey,
          file.fileName,
          file.bytes,
          file.rows,
          file.sha256,
          now,
          now + this.keepMs,
        ],
        (manager) => enqueueCompletedNotice(manager, claim.row, this.keepMs),
      );
    const completed = await finish().catch((error) => {
      if (!(error instanceof CommitUnknown)) throw error;
      // Not merely looked at: a commit that is still on its way holds the row, and this waits for it.
      return finish();
    });
    return completed || this.isCompletedWith(claim, file);
  }

  /** When the connection broke behind a commit, the update was repeated and found nothing more to do. */
  private async isCompletedWith(claim: Claim, file: FinishedFile): Promise<boolean> {
    const found = await this.dataSource.query(
      "SELECT id FROM exports WHERE id = ? AND state = 'COMPLETED' AND fileKey = ?",
      [claim.exportId, file.fileKey],
    );
    return found.length === 1;
  }

  /** False as for `complete`. */
  fail(claim: Claim, code: string, message: string): Promise<boolean> {
    const failure = "state = 'FAILED', failureCode = ?, failureMessage = ?, finishedAt = ?";
    return this.finish(
      claim,
      AuditAction.EXPORT_FAILED,
      failure,
      [code, message.slice(0, 500), this.clock.now().getTime()],
      (manager) => enqueueFailedNotice(manager, claim.row, message),
      code,
    );
  }

  /** Gives the export back: whoever takes it up starts it anew, but it does not count as another attempt. */
  async release(claim: Claim): Promise<void> {
    await transact(this.dataSource, (manager) =>
      change(
        manager,
        `UPDATE exports SET state = 'QUEUED', ${this.touched}, leaseOwner = '${handedBack}', leaseUntil = NULL, slot = NULL WHERE id = ? AND leaseOwner = ? AND state = 'RUNNING'`,
        [claim.exportId, claim.owner],
      ),
    );
  }

  /** Ends a cancelled export once nothing of its file is left. False: it was not cancelled. */
  cancelled(claim: Claim): Promise<boolean> {
    return this.finishCancelling(claim.exportId, 'leaseOwner = ?', claim.owner);
  }

  private async finishCancelling(exportId: number, condition: string, value: string | number): Promise<boolean> {
    const changed = await transact(this.dataSource, (manager) =>
      change(
        manager,
        `UPDATE exports SET state = 'CANCELLED', ${this.touched}, finishedAt = ?, ${ended} WHERE id = ? AND state = 'CANCELLING' AND ${condition}`,
        [this.clock.now().getTime(), exportId, value],
      ),
    );
    return changed === 1;
  }

  private async giveUp(found: Claimable): Promise<void> {
    const message = `The worker was lost ${found.attempt} times.`;
    await transact(this.dataSource, async (manager) => {
      const changed = await change(
        manager,
        `UPDATE exports SET state = 'FAILED', ${this.touched}, failureCode = 'WORKER_LOST', failureMessage = ?, finishedAt = ?, ${ended} WHERE id = ? AND version = ? AND ${this.isUnclaimed}`,
        [message, this.clock.now().getTime(), found.id, found.version],
      );
      if (changed !== 1) return;
      await this.recordEnd(manager, found, AuditAction.EXPORT_FAILED, 'WORKER_LOST');
      const [{ selection }] = await manager.query('SELECT selection FROM exports WHERE id = ?', [found.id]);
      await enqueueFailedNotice(manager, { ...found, selection: JSON.parse(selection) as ExportSelection }, message);
    });
  }

  private finish(
    claim: Claim,
    action: AuditAction,
    assignments: string,
    values: (string | number | null)[],
    tell: (manager: EntityManager) => Promise<void>,
    details?: string,
  ): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const changed = await change(
        manager,
        `UPDATE exports SET ${assignments}, ${this.touched}, ${ended} WHERE id = ? AND leaseOwner = ? AND state = 'RUNNING'`,
        [...values, claim.exportId, claim.owner],
      );
      if (changed === 1) {
        await this.recordEnd(
          manager,
          { id: claim.exportId, organizationId: claim.row.organizationId },
          action,
          details,
        );
        await tell(manager);
      }
      return changed === 1;
    });
  }

  private recordEnd(
    manager: EntityManager,
    { id, organizationId }: { id: number; organizationId: number },
    action: AuditAction,
    details?: string,
  ): Promise<void> {
    return this.auditLog.record(manager, { organizationId, action, exportId: id, details });
  }
}

/** What waits was never taken up, or was handed back: then it goes on with the attempt that it was at. */
const nextAttempt = ({ state, attempt }: Claimable): number =>
  state === ExportState.QUEUED ? Math.max(attempt, 1) : attempt + 1;
