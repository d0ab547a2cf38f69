import type { DataSource, EntityManager } from 'typeorm';
import type { Because } from '../../error-reasons';
import type { SqlValue } from '../database/sql';
import { CommitUnknown, transact } from '../database/transaction';
import type { Clock } from '../time/clock';
import type { Job, JobKind } from './job';
import type { JobClaim } from './job-claim';
import type { Claimable } from './job-queue';
import { changeJob, type JobTransition } from './job-transitions';
import type { Lease } from './lease';

type JobIds = Pick<Job, 'id' | 'organizationId'>;
type Values = Readonly<Record<string, SqlValue>>;

/**
 * How jobs of one kind end: each outcome with what belongs to it, such as an audit event and a mail, in one transaction
 * that the lease fences.
 */
export abstract class JobOutcomes<Row extends Job> {
  constructor(
    protected readonly dataSource: DataSource,
    readonly kind: JobKind<Row>,
    protected readonly clock: Clock,
  ) {}

  /** Runs in the transaction in which a worker starts an attempt. */
  abstract recordStart(manager: EntityManager, job: JobIds): Promise<void>;

  /** Runs in the transaction in which a job fails. */
  protected abstract recordFailure(manager: EntityManager, job: JobIds, code: string, message: string): Promise<void>;

  /** Ends a canceled job after its worker has removed what it made. Returns false if it was not canceled. */
  finishCancel(claim: Lease): Promise<boolean> {
    const { finishCancel } = this.kind.transitions;
    return this.finish(claim, finishCancel, {}, async () => undefined);
  }

  /** Returns false if the claim was lost or the job canceled. */
  fail(claim: JobClaim<Row>, code: string, message: string, because?: Because): Promise<boolean> {
    const reason = because?.reason ?? null;
    const parameters = because ? JSON.stringify(because.parameters) : null;
    const values = { code, message: message.slice(0, 500), reason, parameters };
    return this.finish(claim, this.kind.transitions.fail, values, (manager) =>
      this.recordFailure(manager, claim.row, code, message),
    );
  }

  /**
   * Ends the work on a claimed job, together with what belongs to it in the same transaction. Returns false if the claim
   * was lost or the job canceled, and when the connection broke after a commit, so that the repetition changed nothing.
   */
  protected async finish(
    claim: Lease,
    transition: JobTransition,
    values: Values,
    alsoInTransaction: (manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    const finishedAt = this.clock.now().getTime();
    const finishOnce = (): Promise<boolean> =>
      transact(this.dataSource, async (manager) => {
        const hasFinished = await this.change(manager, transition, claim.id, {
          ...values,
          finishedAt,
          owner: claim.owner,
        });
        if (hasFinished) await alsoInTransaction(manager);
        return hasFinished;
      });
    return finishOnce().catch((error) => {
      if (!(error instanceof CommitUnknown)) throw error;
      // Repeating the UPDATE, unlike a read, waits for a commit that is still in progress and holds the row.
      return finishOnce();
    });
  }

  /** Ends a canceled job whose worker has gone silent. */
  async finishCancelForLostWorker({ id, version }: Claimable): Promise<void> {
    const values = { version, finishedAt: this.clock.now().getTime() };
    await transact(this.dataSource, (manager) =>
      this.change(manager, this.kind.transitions.finishCancelForLostWorker, id, values),
    );
  }

  /** Fails a job that has lost its worker too many times. */
  async giveUp(found: Claimable): Promise<void> {
    const code = 'WORKER_LOST';
    const message = `The worker was lost ${found.attempt} times.`;
    const values = { version: found.version, code, message, finishedAt: this.clock.now().getTime() };
    await transact(this.dataSource, async (manager) => {
      if (await this.change(manager, this.kind.transitions.giveUp, found.id, values))
        await this.recordFailure(manager, found, code, message);
    });
  }

  private change(manager: EntityManager, transition: JobTransition, id: number, values: Values): Promise<boolean> {
    return changeJob(manager, this.kind.table, transition, id, values);
  }
}
