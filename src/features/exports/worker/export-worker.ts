import type { DataSource } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { idle } from '../../../platform/jobs/idle';
import { StorageError } from '../../../platform/storage/storage';
import { canAccessFile } from '../record/export.policy';
import { ExportRepository } from '../record/export.repository';
import { QuotaExceeded } from '../record/storage-quota';
import type { Claim } from './claim';
import { ClaimLost, type ExportMachinery, isLeftover, makeExportFile } from './run-export.job';

const idleMs = 250;
const renewEveryMs = 1000;

/** The worker is stopping: its exports return to the queue. */
class Stopping extends Error {}

/** The requester may no longer have the export. */
class PermissionLost extends Error {}

/** Runs up to `slots` exports at once, in a thread of the server or in a separate process. */
export class ExportWorker {
  private readonly stopping = new AbortController();
  private looping: Promise<void> = Promise.resolve();
  private readonly running = new Map<number, Promise<void>>();
  private isAlone = false;
  private readonly exports: ExportRepository;

  constructor(
    private readonly dataSource: DataSource,
    private readonly machinery: ExportMachinery,
    private readonly slots: number,
  ) {
    this.exports = new ExportRepository(dataSource);
  }

  start(): void {
    this.looping = this.loop();
  }

  /** Stops claiming and returns all running exports to the queue. Resolves when that is done. */
  async stop(): Promise<void> {
    this.stopping.abort(new Stopping());
    await this.looping;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const hasRoom = this.running.size < this.slots && !this.isAlone;
        const claim = hasRoom ? await this.machinery.claims.claim(new Set(this.running.keys())) : null;
        if (claim) this.startRun(claim);
        else await idle(idleMs, signal, this.running.values());
      } catch (error) {
        this.logDatabaseError(error);
        await idle(1000, signal);
      }
    }
    await Promise.all(this.running.values());
  }

  private startRun(claim: Claim): void {
    this.isAlone = claim.isAlone;
    const run = this.run(claim)
      .catch((error) => this.logDatabaseError(error))
      .finally(() => {
        this.running.delete(claim.exportId);
        this.isAlone = false;
      });
    this.running.set(claim.exportId, run);
  }

  private logDatabaseError(error: unknown): void {
    this.machinery.log.error({ err: error }, 'the export worker could not reach its database; retrying');
  }

  private async run(claim: Claim): Promise<void> {
    const { claims, log } = this.machinery;
    const exportId = claim.exportId;
    log.info({ exportId, attempt: claim.row.attempt }, 'export claimed');
    const lost = new AbortController();
    // During a long statement only this renews the lease and notices a cancelation or a lost permission.
    const heartbeat = setInterval(() => {
      this.renewLease(claim).catch((error) => {
        if (error instanceof ClaimLost || error instanceof PermissionLost) lost.abort(error);
        else log.warn({ err: error, exportId }, 'could not renew the lease');
      });
    }, renewEveryMs);
    try {
      await this.removeLeftovers(claim);
      await this.renewLease(claim);
      const file = await makeExportFile(
        claim,
        this.machinery,
        () => this.assertPermitted(claim),
        AbortSignal.any([this.stopping.signal, lost.signal]),
      );
      if (!(await claims.outcomes.complete(claim, file))) {
        await this.machinery.storage.remove(file.fileKey);
        await claims.outcomes.finishCancel(claim);
      }
    } catch (error) {
      await this.recordFailure(claim, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Records why an export has no file. The unfinished file is already removed. */
  private async recordFailure(claim: Claim, error: unknown): Promise<void> {
    const { claims, log } = this.machinery;
    const exportId = claim.exportId;
    if (error instanceof PermissionLost) {
      await claims.outcomes.fail(claim, 'PERMISSION_LOST', 'The user who requested this export may no longer have it.');
    } else if (error instanceof Stopping) {
      await claims.release(claim);
      log.info({ exportId }, 'export handed back');
    } else if (error instanceof ClaimLost) {
      const cancelled = await claims.outcomes.finishCancel(claim);
      log.info({ exportId }, cancelled ? 'export cancelled' : 'export lost to another worker');
    } else if (error instanceof QuotaExceeded) {
      await claims.outcomes.fail(claim, 'QUOTA_EXCEEDED', error.message);
    } else if (error instanceof StorageError) {
      log.error({ err: error, exportId }, 'export failed');
      await claims.outcomes.fail(claim, error.code, error.message);
    } else if (dialectOf(this.dataSource).isTransient(error)) {
      // The next attempt starts when the lease is over, up to three in all.
      log.warn({ err: error, exportId }, 'export interrupted; another attempt follows');
    } else {
      log.error({ err: error, exportId }, 'export failed');
      await claims.outcomes.fail(
        claim,
        'INTERNAL',
        `An internal error occurred. Quote export ${exportId} when you contact support.`,
      );
    }
    // The export may have been canceled during any of the above.
    await claims.outcomes.finishCancel(claim);
  }

  private async renewLease(claim: Claim): Promise<void> {
    if (!(await this.machinery.claims.renew(claim))) throw new ClaimLost();
    await this.assertPermitted(claim);
  }

  private async assertPermitted(claim: Claim): Promise<void> {
    const rights = await this.exports.findRequesterRights(claim.exportId);
    if (!rights || !canAccessFile(rights, claim.row)) throw new PermissionLost();
  }

  private async removeLeftovers(claim: Claim): Promise<void> {
    const { storage } = this.machinery;
    for (const name of await storage.list(`${claim.exportId}-`))
      if (isLeftover(name, claim)) await storage.remove(name);
  }
}
