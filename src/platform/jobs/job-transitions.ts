import type { EntityManager } from 'typeorm';
import type { SqlValue } from '../database/sql';
import { lease } from './lease';
import { applyTransition, type Transition } from './transitions';

/** The lease owner of a job whose worker gave it back: the next worker continues this attempt. */
const handedBack = 'handed back';

/** Who may make a transition, and the condition that this adds to the UPDATE. */
const guards = {
  /** A user, by the policy of the feature. */
  USER: null,
  /** The server itself, on no user's behalf. */
  SERVER: null,
  /** The worker that holds the lease. */
  LEASE_HOLDER: lease.isHeld,
  /**
   * Any worker, if the row is as the worker read it and the lease is free. The version alone would miss a renewal of
   * the lease, which does not change it.
   */
  ANY_WORKER: `version = :version AND ${lease.isFree}`,
} as const;

export interface JobTransition<State extends string = string> extends Omit<Transition<State>, 'guard'> {
  readonly by: keyof typeof guards;
  /** A condition in addition to the state and to the one that `by` adds. */
  readonly when?: string;
}

/**
 * The transitions that leases, workers and the feed make, for jobs of every kind. A job waits for a worker in a state to
 * which `release` leads, a worker has it in a state that `renew` keeps, and it is being canceled in a state from which
 * `finishCancel` starts.
 */
export type JobTransitions<State extends string = string> = Readonly<
  Record<
    | 'claim'
    | 'renew'
    | 'saveProgress'
    | 'clearRate'
    | 'release'
    | 'fail'
    | 'giveUp'
    | 'finishCancel'
    | 'finishCancelForLostWorker',
    JobTransition<State>
  >
>;

/** Lets watchers see the change: the feed polls by `updatedAt`, and clients compare versions. */
export const announced = { version: 'version + 1', updatedAt: ':now' } as const;
/** A job that has ended has no lease and no slot. */
export const ended = { finishedAt: ':finishedAt', ...announced, ...lease.released, slot: 'NULL' } as const;
export const failed = { failureCode: ':code', failureMessage: ':message', ...ended } as const;

/** A worker starts an attempt. */
export const claimed = {
  ...announced,
  // Reads the previous owner, so it comes before the lease.
  attempt: `attempt + CASE WHEN leaseOwner = '${handedBack}' THEN 0 ELSE 1 END`,
  ...lease.acquired,
  slot: ':slot',
  startedAt: 'COALESCE(startedAt, :startedAt)',
  rowsPerSecond: 'NULL',
} as const;

/** The worker gives the job back, which does not count as another attempt. */
export const released = { ...announced, leaseOwner: `'${handedBack}'`, leaseUntil: 'NULL', slot: 'NULL' } as const;

/** The larger of the column and the parameter of the same name. */
export const increased = (column: string): string =>
  `CASE WHEN ${column} > :${column} THEN ${column} ELSE :${column} END`;

/** Numbers never decrease, even if an earlier attempt came further or had more rows. */
export const progressed = {
  ...announced,
  ...lease.renewed,
  phase: ':phase',
  rowsDone: increased('rowsDone'),
  rowsTotal: 'CASE WHEN rowsDone > :rowsTotal THEN rowsDone ELSE :rowsTotal END',
  percent: increased('percent'),
  rowsPerSecond: ':rowsPerSecond',
} as const;

/** The worker has gone silent: its last rate is no longer true. */
export const rateCleared = {
  by: 'SERVER',
  when: 'leaseUntil < :now AND rowsPerSecond IS NOT NULL',
  set: { ...announced, rowsPerSecond: 'NULL' },
} as const;

/**
 * Makes one transition, in one conditional UPDATE. Returns false if the job is in another state or the one who makes the
 * transition may no longer do so.
 */
export function changeJob(
  manager: EntityManager,
  table: string,
  { by, when, moves, set }: JobTransition,
  id: number,
  parameters: Readonly<Record<string, SqlValue>> = {},
): Promise<boolean> {
  const guard = [guards[by] ?? [], when ?? []].flat().join(' AND ');
  return applyTransition(manager, table, { moves, set, ...(guard && { guard }) }, id, parameters);
}
