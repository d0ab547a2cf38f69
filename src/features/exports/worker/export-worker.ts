import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { StorageError } from '../../../platform/storage/storage';
import { canAccessFile } from '../record/export.policy';
import { ExportRepository } from '../record/export.repository';
import { QuotaExceeded } from '../record/storage-quota';
import type { Claim } from './export-claims';
import { ClaimLost, type ExportMachinery, isLeftover, makeExportFile } from './run-export.job';

const idleMs = 250;
const renewEveryMs = 1000;

/** The worker is being stopped: its export goes back to the queue. */
class Stopping extends Error {}

/** The person who asked may not have the export any more. */
class PermissionLost extends Error {}

/** Takes up exports, so many at once, in a thread of the server or in a process of its own. */
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

  /** Claims nothing more, hands back all it is at, and settles when that is done. */
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
        else
          await Promise.race([sleep(idleMs, undefined, { signal }).catch(() => undefined), ...this.running.values()]);
      } catch (error) {
        this.logDatabaseError(error);
        await sleep(1000, undefined, { signal }).catch(() => undefined);
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
    this.machinery.log.error({ err: error }, 'the export worker could not reach its database; trying again');
  }

  private async run(claim: Claim): Promise<void> {
    const { claims, log } = this.machinery;
    const exportId = claim.exportId;
    log.info({ exportId, attempt: claim.row.attempt }, 'export taken up');
    const lost = new AbortController();
    // While a long statement runs nothing else would keep the lease, or notice that the export was cancelled or the
    // permission lost.
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
      if (!(await claims.complete(claim, file))) {
        await this.machinery.storage.remove(file.fileKey);
        await claims.finishCancel(claim);
      }
    } catch (error) {
      await this.recordFailure(claim, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** What becomes of an export whose file was not made. Nothing of the file is left by now. */
  private async recordFailure(claim: Claim, error: unknown): Promise<void> {
    const { claims, log } = this.machinery;
    const exportId = claim.exportId;
    if (error instanceof PermissionLost) {
      await claims.fail(claim, 'PERMISSION_LOST', 'The person who asked for this export may not have it any more.');
    } else if (error instanceof Stopping) {
      await claims.release(claim);
      log.info({ exportId }, 'export handed back');
    } else if (error instanceof ClaimLost) {
      const cancelled = await claims.finishCancel(claim);
      log.info({ exportId }, cancelled ? 'export cancelled' : 'export lost to another worker');
    } else if (error instanceof QuotaExceeded) {
      await claims.fail(claim, 'QUOTA_EXCEEDED', error.message);
    } else if (error instanceof StorageError) {
      log.error({ err: error, exportId }, 'export failed');
      await claims.fail(claim, error.code, error.message);
    } else if (dialectOf(this.dataSource).isTransient(error)) {
      // The lease runs out by itself: the next attempt comes after a pause, and there are three at most.
      log.warn({ err: error, exportId }, 'export interrupted; another attempt follows');
    } else {
      log.error({ err: error, exportId }, 'export failed');
      await claims.fail(
        claim,
        'INTERNAL',
        `Something went wrong that is not your fault. Quote export ${exportId} when you ask about it.`,
      );
    }
    // A cancel that came in the middle of any of the above.
    await claims.finishCancel(claim);
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
