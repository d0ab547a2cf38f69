import type { Export } from '../record/export.entity';

/** A worker's lease on one export. Every write is fenced by `owner`, so a stale claim has no effect. */
export interface Claim {
  readonly exportId: number;
  /** Unique to this claim: the fencing token of every change, and part of the file key. */
  readonly owner: string;
  readonly row: Export;
  /** The last attempt runs alone, so that an export that crashes its worker does not take others with it. */
  readonly isAlone: boolean;
}
