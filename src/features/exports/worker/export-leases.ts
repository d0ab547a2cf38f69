import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { query } from '../../../platform/database/query';
import { type Sql, sql, type SqlValue } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Log } from '../../../platform/log';
import type { Clock } from '../../../platform/time/clock';
import { timeZoneDataVersion } from '../../../platform/time/time-zone';
import { AuditAction } from '../../audit/audit-event.entity';
import type { AuditLog } from '../../audit/audit-log';
import { SnapshotInfo } from '../contents/contents';
import { Export } from '../record/export.entity';
import { percentOf } from '../record/export-progress';
import { type Claimable, claimable, ExportQueue } from '../record/export-queue';
import { ExportPhase, ExportState } from '../record/export-state';
import { changeExport, type ExportTransitionName } from '../record/export-transitions';
import type { Claim } from './claim';
import { ExportOutcomes } from './export-outcomes';

const maxAttempts = 3;

export interface SavedProgress {
  readonly phase: ExportPhase;
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly bytesWritten: number;
  readonly rowsPerSecond: number | null;
}

/** Leases of workers on exports. Each operation is one conditional UPDATE, by the clock of the database. */
export class ExportLeases {
  /** How a leased export ends. */
  readonly outcomes: ExportOutcomes;
  private readonly nowMs: Sql;
  private readonly queue: ExportQueue;
  private readonly loggedZoneData = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly leaseMs: number,
    keepMs: number,
    private readonly slotsPerOrganization: number,
    private readonly zoneData: string = timeZoneDataVersion,
  ) {
    this.nowMs = dialectOf(dataSource).nowMs;
    this.queue = new ExportQueue(dataSource);
    this.outcomes = new ExportOutcomes(dataSource, clock, auditLog, keepMs);
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
        if (found.state === ExportState.CANCELLING) await this.outcomes.finishCancelForLostWorker(found);
        else if (nextAttempt(found) > maxAttempts) await this.outcomes.giveUp(found);
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

  /** Returns the export to the queue. The next worker starts it again without counting another attempt. */
  async release(claim: Claim): Promise<void> {
    await this.change(claim, 'release');
  }

  private change(
    { exportId, owner }: Claim,
    transition: ExportTransitionName,
    values: Readonly<Record<string, SqlValue>> = {},
  ): Promise<boolean> {
    return transact(this.dataSource, (manager) => changeExport(manager, transition, exportId, { ...values, owner }));
  }
}

/** A queued export was never claimed, or was returned to the queue and continues its attempt. */
const nextAttempt = ({ state, attempt }: Claimable): number =>
  state === ExportState.QUEUED ? Math.max(attempt, 1) : attempt + 1;
