import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../database/dialect';
import { findWhole } from '../database/find-whole';
import { query } from '../database/query';
import { raw, sql, type SqlValue } from '../database/sql';
import { transact } from '../database/transaction';
import type { Log } from '../log';
import type { Clock } from '../time/clock';
import type { Job, JobKind } from './job';
import type { JobClaim } from './job-claim';
import type { JobOutcomes } from './job-outcomes';
import { percentOf } from './job-progress';
import { type Claimable, JobQueue } from './job-queue';
import { changeJob, type JobTransition } from './job-transitions';
import type { Lease } from './lease';
import { statesBefore } from './transitions';

const maxAttempts = 3;

interface LeaseSettings {
  readonly leaseMs: number;
  /** How many jobs of one organization may run at the same time. */
  readonly slotsPerOrganization: number;
  /** Release of the time zone data of this worker. */
  readonly zoneData: string;
}

/** Leases of workers on the jobs of one kind. Each operation is one conditional UPDATE, by the clock of the database. */
export class JobLeases<Row extends Job> {
  readonly kind: JobKind<Row>;
  private readonly queue: JobQueue;
  private readonly loggedZoneData = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    /** How a leased job ends. */
    readonly outcomes: JobOutcomes<Row>,
    private readonly clock: Clock,
    private readonly log: Log,
    readonly settings: LeaseSettings,
  ) {
    this.kind = outcomes.kind;
    this.queue = new JobQueue(dataSource, this.kind);
  }

  /**
   * Claims a job whose worker has gone silent, or else the next waiting one whose organization has a free slot and whose
   * time zone data is not newer than the data of this worker. Returns null when there is none. `busyWith` are the jobs of this worker: it
   * must not take over its own jobs when it renews them late.
   */
  async claim(busyWith: ReadonlySet<number> = new Set()): Promise<JobClaim<Row> | null> {
    const { slotsPerOrganization, zoneData } = this.settings;
    const { finishCancelForLostWorker } = this.kind.transitions;
    for (const list of [
      () => this.queue.listSilent(zoneData),
      () => this.queue.listNext(slotsPerOrganization, zoneData),
    ]) {
      for (const found of await list()) {
        if (busyWith.has(found.id)) continue;
        if (statesBefore(finishCancelForLostWorker).includes(found.state))
          await this.outcomes.finishCancelForLostWorker(found);
        else if (found.nextAttempt > maxAttempts) await this.outcomes.giveUp(found);
        else if (found.timezoneDataVersion && found.timezoneDataVersion > zoneData)
          this.logMissingZoneData(found.id, found.timezoneDataVersion);
        // The last attempt runs alone. A job after it must not be claimed, or this worker would never be idle.
        else if (found.nextAttempt === maxAttempts && busyWith.size > 0) return null;
        else {
          const claim = await this.acquire(found);
          if (claim) return claim;
        }
      }
    }
    return null;
  }

  /** A newer release resolved the dates of the job. This one might compute its months differently. */
  private logMissingZoneData(id: number, needs: string): void {
    if (this.loggedZoneData.has(needs)) return;
    this.loggedZoneData.add(needs);
    this.log.warn(
      { [`${this.kind.name}Id`]: id, release: this.settings.zoneData, needs },
      `${this.kind.name}s wait for a worker with newer time zone data: update the package moment-timezone of this worker`,
    );
  }

  private async acquire(found: Claimable): Promise<JobClaim<Row> | null> {
    const owner = randomUUID();
    const taken = await transact(this.dataSource, async (manager) => {
      const slot = await this.slotFor(manager, found);
      if (slot === null) return false;
      const hasClaimed = await changeJob(manager, this.kind.table, this.kind.transitions.claim, found.id, {
        version: found.version,
        owner,
        leaseMs: this.settings.leaseMs,
        slot,
        startedAt: this.clock.now().getTime(),
      });
      if (hasClaimed) await this.outcomes.recordStart(manager, found);
      return hasClaimed;
    }).catch((error) => {
      // Another worker took the slot at the same moment.
      if (dialectOf(this.dataSource).isUniqueViolation(error)) return false;
      throw error;
    });
    if (!taken) return null;
    const row = (await findWhole(this.dataSource.manager, this.kind.entity, found.id))!;
    return { id: found.id, owner, row, isAlone: row.attempt === maxAttempts };
  }

  /**
   * The slot of an earlier attempt, or the first free slot of the organization; null if there is none. The unique key
   * prevents taking a slot twice.
   */
  private async slotFor(manager: EntityManager, { id, organizationId }: Claimable): Promise<number | null> {
    const held: { id: number; slot: number }[] = await query(
      manager,
      sql`SELECT id, slot FROM ${raw(this.kind.table)} WHERE organizationId = ${organizationId} AND slot IS NOT NULL`,
    );
    const own = held.find((one) => one.id === id);
    if (own) return own.slot;
    const taken = new Set(held.map(({ slot }) => slot));
    const slots = Array.from({ length: this.settings.slotsPerOrganization }, (_unused, index) => index + 1);
    return slots.find((slot) => !taken.has(slot)) ?? null;
  }

  /** Renews the lease. Returns false if the claim is lost or the job was canceled. */
  renew(claim: Lease): Promise<boolean> {
    return this.change(claim, this.kind.transitions.renew, { leaseMs: this.settings.leaseMs });
  }

  /**
   * Saves the progress and renews the lease. Returns false as `renew` does. The percentage is computed from the rows,
   * unless the progress has another one.
   */
  saveProgress(
    claim: Lease,
    progress: Readonly<Record<string, SqlValue>> & { readonly rowsDone: number; readonly rowsTotal: number | null },
  ): Promise<boolean> {
    const values = { percent: percentOf(progress), ...progress, leaseMs: this.settings.leaseMs };
    return this.change(claim, this.kind.transitions.saveProgress, values);
  }

  /** Returns the job to the queue. The next worker starts it again without counting another attempt. */
  async release(claim: Lease): Promise<void> {
    await this.change(claim, this.kind.transitions.release);
  }

  private change(
    { id, owner }: Lease,
    transition: JobTransition,
    values: Readonly<Record<string, SqlValue>> = {},
  ): Promise<boolean> {
    return transact(this.dataSource, (manager) =>
      changeJob(manager, this.kind.table, transition, id, { ...values, owner }),
    );
  }
}
