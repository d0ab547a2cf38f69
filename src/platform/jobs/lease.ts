/**
 * A lease is held in the columns `leaseOwner` and `leaseUntil` of the leased row. It runs by the clock of the database,
 * so that workers on several machines agree on it. These are the parts of its SQL, in the notation of `Transition`.
 */
export const lease = {
  /** The row has no valid lease: it was released, or its holder stopped renewing it. */
  isFree: '(leaseUntil IS NULL OR leaseUntil < :now)',
  /** Fences a write: a holder that lost its lease changes nothing. */
  isHeld: 'leaseOwner = :owner',
  acquired: { leaseOwner: ':owner', leaseUntil: ':now + :leaseMs' },
  renewed: { leaseUntil: ':now + :leaseMs' },
  released: { leaseOwner: 'NULL', leaseUntil: 'NULL' },
} as const;

/** Identifies the holder of one lease: unique to each claim, so that it serves as the fencing token. */
export interface Lease {
  readonly id: number;
  readonly owner: string;
}
