import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { query } from '../../../platform/database/query';
import { type Sql, sql, type SqlValue } from '../../../platform/database/sql';
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
import { changeExport, type ExportTransitionName } from '../record/export-transitions';

const maxAttempts = 3;

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
  private readonly nowMs: Sql;
  private readonly queue: ExportQueue;
  private readonly loggedZoneData = new Set<string>();

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
    this.queue = new ExportQueue(dataSource);
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
        if (found.state === ExportState.CANCELLING) await this.finishCancelForLostWorker(found);
        else if (nextAttempt(found) > maxAttempts) await this.giveUp(found);
        else if (found.timezoneDataVersion && found.timezoneDataVersion > this.zoneData)
          this.logMissingZoneData(found.id, found.timezoneDataVersion);
        else if (nextAttempt(found) === maxAttempts && busyWith.size > 0) return null;
        else {
          const claim = await this.acquire(found);
          if (claim) return claim;
        }
      }
    }
    return null;
  }

  private listSilent(): Promise<Claimable[]> {
    return query(
      this.dataSource,
      sql`SELECT ${claimable} FROM exports e WHERE e.state IN ('RUNNING', 'CANCELLING') AND e.leaseUntil < ${this.nowMs} ORDER BY CASE WHEN e.timezoneDataVersion > ${this.zoneData} THEN 1 ELSE 0 END, e.id LIMIT 20`,
    );
  }

  /** Its period was resolved by other rules than ours; its months would be computed by ours. */
  private logMissingZoneData(exportId: number, needs: string): void {
    if (this.loggedZoneData.has(needs)) return;
    this.loggedZoneData.add(needs);
    this.log.warn(
      { exportId, release: this.zoneData, needs },
      'exports wait for a worker with newer time zone data, for ever if there is none: update the package moment-timezone here, too',
    );
  }

  private async acquire(found: Claimable): Promise<Claim | null> {
    const owner = randomUUID();
    const taken = await transact(this.dataSource, async (manager) => {
      const slot = await this.slotFor(manager, found);
      if (slot === null) return false;
      const hasClaimed = await changeExport(manager, 'claim', found.id, {
        version: found.version,
        owner,
        leaseMs: this.leaseMs,
        slot,
        startedAt: this.clock.now().getTime(),
      });
      if (hasClaimed)
        await this.auditLog.record(manager, {
          organizationId: found.organizationId,
          action: AuditAction.EXPORT_STARTED,
          exportId: found.id,
        });
      return hasClaimed;
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
    const held: { id: number; slot: number }[] = await query(
      manager,
      sql`SELECT id, slot FROM exports WHERE organizationId = ${organizationId} AND slot IS NOT NULL`,
    );
    const own = held.find((one) => one.id === id);
    if (own) return own.slot;
    const taken = new Set(held.map(({ slot }) => slot));
    for (let slot = 1; slot <= this.slotsPerOrganization; slot++) if (!taken.has(slot)) return slot;
    return null;
  }

  /** Keeps the lease. False: the claim is lost, or the export was cancelled. */
  renew(claim: Claim): Promise<boolean> {
    return this.change(claim, 'renew', { leaseMs: this.leaseMs });
  }

  /** Saves what watchers see, and keeps the lease. False as for `renew`. */
  saveProgress(claim: Claim, progress: SavedProgress): Promise<boolean> {
    return this.change(claim, 'saveProgress', { ...progress, percent: percentOf(progress), leaseMs: this.leaseMs });
  }

  /** Says what the file is of, and gives back what was saved. */
  saveSnapshotInfo(claim: Claim, timezone: string): Promise<SnapshotInfo> {
    return transact(this.dataSource, async (manager) => {
      const values = { owner: claim.owner, timezone, timezoneDataVersion: this.zoneData };
      await changeExport(manager, 'recordSnapshot', claim.exportId, values);
      const [{ snapshotAt }] = await query(manager, sql`SELECT snapshotAt FROM exports WHERE id = ${claim.exportId}`);
      return { snapshotMs: Number(snapshotAt), timezoneDataVersion: this.zoneData };
    });
  }

  /** False: the claim was lost or the export cancelled at the last moment; then its file must go. */
  async complete(claim: Claim, file: FinishedFile): Promise<boolean> {
    const now = this.clock.now().getTime();
    const finish = (): Promise<boolean> =>
      this.finish(
        claim,
        'complete',
        AuditAction.EXPORT_COMPLETED,
        { ...file, warnings: JSON.stringify(file.warnings), finishedAt: now, expiresAt: now + this.keepMs },
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
    const found = await query(
      this.dataSource,
      sql`SELECT id FROM exports WHERE id = ${claim.exportId} AND state = 'COMPLETED' AND fileKey = ${file.fileKey}`,
    );
    return found.length === 1;
  }

  /** False as for `complete`. */
  fail(claim: Claim, code: string, message: string): Promise<boolean> {
    return this.finish(
      claim,
      'fail',
      AuditAction.EXPORT_FAILED,
      { code, message: message.slice(0, 500), finishedAt: this.clock.now().getTime() },
      (manager) => enqueueFailedNotice(manager, claim.row, message),
      code,
    );
  }

  /** Gives the export back: whoever takes it up starts it anew, but it does not count as another attempt. */
  async release(claim: Claim): Promise<void> {
    await this.change(claim, 'release');
  }

  /** Ends a cancelled export once nothing of its file is left. False: it was not cancelled. */
  finishCancel(claim: Claim): Promise<boolean> {
    return this.change(claim, 'finishCancel', { finishedAt: this.clock.now().getTime() });
  }

  private async finishCancelForLostWorker({ id, version }: Claimable): Promise<void> {
    const values = { version, finishedAt: this.clock.now().getTime() };
    await transact(this.dataSource, (manager) => changeExport(manager, 'finishCancelForLostWorker', id, values));
  }

  private async giveUp(found: Claimable): Promise<void> {
    const message = `The worker was lost ${found.attempt} times.`;
    await transact(this.dataSource, async (manager) => {
      const hasGivenUp = await changeExport(manager, 'giveUp', found.id, {
        version: found.version,
        code: 'WORKER_LOST',
        message,
        finishedAt: this.clock.now().getTime(),
      });
      if (!hasGivenUp) return;
      await this.recordEnd(manager, found, AuditAction.EXPORT_FAILED, 'WORKER_LOST');
      const [{ selection }] = await query(manager, sql`SELECT selection FROM exports WHERE id = ${found.id}`);
      await enqueueFailedNotice(manager, { ...found, selection: JSON.parse(selection) as ExportSelection }, message);
    });
  }

  private change(
    { exportId, owner }: Claim,
    transition: ExportTransitionName,
    values: Readonly<Record<string, SqlValue>> = {},
  ): Promise<boolean> {
    return transact(this.dataSource, (manager) => changeExport(manager, transition, exportId, { ...values, owner }));
  }

  private finish(
    claim: Claim,
    transition: ExportTransitionName,
    action: AuditAction,
    values: Readonly<Record<string, SqlValue>>,
    enqueueNotice: (manager: EntityManager) => Promise<void>,
    details?: string,
  ): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const hasFinished = await changeExport(manager, transition, claim.exportId, { ...values, owner: claim.owner });
      if (hasFinished) {
        await this.recordEnd(
          manager,
          { id: claim.exportId, organizationId: claim.row.organizationId },
          action,
          details,
        );
        await enqueueNotice(manager);
      }
      return hasFinished;
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
