import type { Job } from './job';
import type { Lease } from './lease';

/** A worker's lease on one job. Every write is fenced by `owner`, so a stale claim has no effect. */
export interface JobClaim<Row extends Job> extends Lease {
  readonly row: Row;
  /** The last attempt runs alone, so that a job that crashes its worker does not take others with it. */
  readonly isAlone: boolean;
}
