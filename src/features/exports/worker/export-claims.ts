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

/** A worker's lease on one export. Every write is fenced by `owner`, so a stale claim has no effect. */
export interface Claim {
  readonly exportId: number;
  /** Unique to this claim: the fencing token of every change, and part of the file key. */
  readonly owner: string;
  readonly row: Export;
  /** The last attempt runs alone, so that an export that crashes its worker does not take others with it. */
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

/** The worker's operations on an export. Each is one conditional UPDATE, by the clock of the database. */
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
   * Claims an export whose worker has gone silent, or else the next queued one whose organization has a free slot and
   * whose time zone data is not newer than ours. Returns null when there is none. `busyWith` are the exports of this
   * worker: it must not take over its own exports when it renews them late.
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

  /** A newer release resolved the period of the export. This one might compute its months differently. */
  private logMissingZoneData(exportId: number, needs: string): void {
    if (this.loggedZoneData.has(needs)) return;
    this.loggedZoneData.add(needs);
    this.log.warn(
      { exportId, release: this.zoneData, needs },
      'exports wait for a worker with newer time zone data: update the package moment-timezone of this worker',
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
   * The slot of an earlier attempt, or the first free slot of the organization; null if there is none. The unique key
   * prevents taking a slot twice.
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

  /** Renews the lease. Returns false if the claim is lost or the export was canceled. */
  renew(claim: Claim): Promise<boolean> {
    return this.change(claim, 'renew', { leaseMs: this.leaseMs });
  }

  /** Saves the progress and renews the lease. Returns false as `renew` does. */
  saveProgress(claim: Claim, progress: SavedProgress): Promise<boolean> {
    return this.change(claim, 'saveProgress', { ...progress, percent: percentOf(progress), leaseMs: this.leaseMs });
  }

  /** Records the snapshot of the file and returns what was recorded. */
  saveSnapshotInfo(claim: Claim, timezone: string): Promise<SnapshotInfo> {
    return transact(this.dataSource, async (manager) => {
      const values = { owner: claim.owner, timezone, timezoneDataVersion: this.zoneData };
      await changeExport(manager, 'recordSnapshot', claim.exportId, values);
      const [{ snapshotAt }] = await query(manager, sql`SELECT snapshotAt FROM exports WHERE id = ${claim.exportId}`);
      return { snapshotMs: Number(snapshotAt), timezoneDataVersion: this.zoneData };
    });
  }

  /** Returns false if the claim was lost or the export canceled. The caller then removes the file. */
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
      // Repeating the UPDATE, unlike a read, waits for a commit that is still in progress and holds the row.
      return finish();
    });
    return completed || this.isCompletedWith(claim, file);
  }

  /** True if the connection broke after a commit, so that the repeated UPDATE changed nothing. */
  private async isCompletedWith(claim: Claim, file: FinishedFile): Promise<boolean> {
    const found = await query(
      this.dataSource,
      sql`SELECT id FROM exports WHERE id = ${claim.exportId} AND state = 'COMPLETED' AND fileKey = ${file.fileKey}`,
    );
    return found.length === 1;
  }

  /** Returns false as `complete` does. */
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

  /** Returns the export to the queue. The next worker starts it again without counting another attempt. */
  async release(claim: Claim): Promise<void> {
    await this.change(claim, 'release');
  }

  /** Ends a canceled export after its file was removed. Returns false if it was not canceled. */
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
      const hasFailed = await changeExport(manager, 'giveUp', found.id, {
        version: found.version,
        code: 'WORKER_LOST',
        message,
        finishedAt: this.clock.now().getTime(),
      });
      if (!hasFailed) return;
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

/** A queued export was never claimed, or was returned to the queue and continues its attempt. */
const nextAttempt = ({ state, attempt }: Claimable): number =>
  state === ExportState.QUEUED ? Math.max(attempt, 1) : attempt + 1;
