import type { SqlValue } from '../database/sql';
import type { Job } from './job';
import type { JobClaim } from './job-claim';
import { ClaimLost } from './job-errors';
import type { JobLeases } from './job-leases';
import { Rate } from './rate';

const saveEveryMs = 250;

/** What is done so far, and the columns that only this kind of job has. */
export type Progress = { readonly phase: string; readonly rowsDone: number } & Readonly<Record<string, SqlValue>>;

/** Saves progress at most four times a second. Detects a lost claim or permission while doing so. */
export class ProgressReport<Row extends Job> {
  private readonly rate = new Rate();
  private savedAtMs = 0;

  constructor(
    private readonly leases: JobLeases<Row>,
    private readonly claim: JobClaim<Row>,
    /** Null if it is not known. */
    private readonly rowsTotal: number | null,
    private readonly checkPermission: () => Promise<void>,
  ) {}

  /** Returns whether it was saved. */
  async saveIfDue(progress: Progress): Promise<boolean> {
    const isDue = performance.now() - this.savedAtMs >= saveEveryMs;
    if (isDue) await this.save(progress);
    return isDue;
  }

  async save(progress: Progress): Promise<void> {
    this.savedAtMs = performance.now();
    const rowsPerSecond = this.rate.add(progress.rowsDone, this.savedAtMs);
    const hasSaved = await this.leases.saveProgress(this.claim, {
      ...progress,
      rowsTotal: this.rowsTotal,
      rowsPerSecond,
    });
    if (!hasSaved) throw new ClaimLost();
    await this.checkPermission();
  }
}
