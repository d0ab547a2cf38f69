import type { DataSource } from 'typeorm';
import { dialectOf } from '../database/dialect';
import { idle } from '../live/idle';
import type { Log } from '../log';
import { StorageError } from '../storage/storage';
import type { Job } from './job';
import type { JobClaim } from './job-claim';
import { ClaimLost, JobFailed } from './job-errors';
import type { JobLeases } from './job-leases';

const idleMs = 250;
const renewEveryMs = 1000;

/** What one kind of job does. */
export interface JobWork<Row extends Job> {
  /**
   * Called at the start and every second.
   * @throws JobFailed when the requester may no longer have the job.
   */
  checkPermission(claim: JobClaim<Row>): Promise<void>;
  /**
   * Does the work and completes the job. When `signal` aborts, removes what is unfinished and rejects with the reason.
   * @throws ClaimLost when the job could not be completed; JobFailed or StorageError with the failure to record.
   */
  run(claim: JobClaim<Row>, signal: AbortSignal): Promise<void>;
}

/** The worker is stopping: its jobs return to the queue. */
class Stopping extends Error {}

/** Runs up to `slots` jobs of one kind at once, in a thread of the server or in a separate process. */
export class JobWorker<Row extends Job> {
  private readonly stopping = new AbortController();
  private looping: Promise<void> = Promise.resolve();
  private readonly running = new Map<number, Promise<void>>();
  private isAlone = false;
  private readonly name: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly leases: JobLeases<Row>,
    private readonly work: JobWork<Row>,
    private readonly log: Log,
    private readonly slots: number,
    /** Scales the time between two polls of an idle worker. */
    private readonly pollScale = 1,
  ) {
    this.name = leases.kind.name;
  }

  start(): void {
    this.looping = this.loop();
  }

  /** Stops claiming and returns all running jobs to the queue. Resolves when that is done. */
  async stop(): Promise<void> {
    this.stopping.abort(new Stopping());
    await this.looping;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const hasRoom = this.running.size < this.slots && !this.isAlone;
        const claim = hasRoom ? await this.leases.claim(new Set(this.running.keys())) : null;
        if (claim) this.startRun(claim);
        else await idle(idleMs * this.pollScale, signal, this.running.values());
      } catch (error) {
        this.logDatabaseError(error);
        await idle(1000, signal);
      }
    }
    await Promise.all(this.running.values());
  }

  private startRun(claim: JobClaim<Row>): void {
    this.isAlone = claim.isAlone;
    const run = this.run(claim)
      .catch((error) => this.logDatabaseError(error))
      .finally(() => {
        this.running.delete(claim.id);
        this.isAlone = false;
      });
    this.running.set(claim.id, run);
  }

  private logDatabaseError(error: unknown): void {
    this.log.error({ err: error }, `the ${this.name} worker could not reach its database; retrying`);
  }

  private async run(claim: JobClaim<Row>): Promise<void> {
    this.log.info({ ...this.idOf(claim), attempt: claim.row.attempt }, `${this.name} claimed`);
    const lost = new AbortController();
    // During a long statement only this renews the lease and notices a cancelation or a lost permission.
    const heartbeat = setInterval(() => {
      this.renewLease(claim).catch((error) => {
        if (error instanceof ClaimLost || error instanceof JobFailed) lost.abort(error);
        else this.log.warn({ err: error, ...this.idOf(claim) }, 'could not renew the lease');
      });
    }, renewEveryMs);
    try {
      await this.renewLease(claim);
      await this.work.run(claim, AbortSignal.any([this.stopping.signal, lost.signal]));
    } catch (error) {
      await this.recordFailure(claim, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Records why a job was not completed. What it made is already removed. */
  private async recordFailure(claim: JobClaim<Row>, error: unknown): Promise<void> {
    const { leases, log, name } = this;
    const id = this.idOf(claim);
    if (error instanceof Stopping) {
      await leases.release(claim);
      log.info(id, `${name} handed back`);
    } else if (error instanceof ClaimLost) {
      const canceled = await leases.outcomes.finishCancel(claim);
      log.info(id, canceled ? `${name} canceled` : `${name} lost to another worker`);
    } else if (error instanceof JobFailed) {
      await leases.outcomes.fail(claim, error.code, error.message, error.reason);
    } else if (error instanceof StorageError) {
      log.error({ err: error, ...id }, `${name} failed`);
      await leases.outcomes.fail(claim, error.code, error.message);
    } else if (dialectOf(this.dataSource).isTransient(error)) {
      // The next attempt starts when the lease is over, up to three in all.
      log.warn({ err: error, ...id }, `${name} interrupted; another attempt follows`);
    } else {
      log.error({ err: error, ...id }, `${name} failed`);
      const message = `Internal error. Report the ${name} ${claim.id} to the operator of this server.`;
      await leases.outcomes.fail(claim, 'INTERNAL', message);
    }
    // The job may have been canceled during any of the above.
    await leases.outcomes.finishCancel(claim);
  }

  private async renewLease(claim: JobClaim<Row>): Promise<void> {
    if (!(await this.leases.renew(claim))) throw new ClaimLost();
    await this.work.checkPermission(claim);
  }

  private idOf({ id }: JobClaim<Row>): Record<string, number> {
    return { [`${this.name}Id`]: id };
  }
}
