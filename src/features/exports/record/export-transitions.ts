import type { EntityManager } from 'typeorm';
import type { SqlValue } from '../../../platform/database/sql';
import { lease } from '../../../platform/jobs/lease';
import { applyTransition, statesBefore, type Transition } from '../../../platform/jobs/transitions';
import { ExportState } from './export-state';

const { QUEUED, RUNNING, CANCELLING, CANCELLED, COMPLETED, FAILED, EXPIRED } = ExportState;

/** The lease owner of an export whose worker gave it back: the next worker continues this attempt. */
export const handedBack = 'handed back';

/** Who may make a transition, and the condition that this adds to the UPDATE. */
const guards = {
  /** A user, by the rules of the export policy. */
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

interface ExportTransition extends Omit<Transition<ExportState>, 'guard'> {
  readonly by: keyof typeof guards;
  /** A condition in addition to the state and to the one that `by` adds. */
  readonly when?: string;
}

/** Lets watchers see the change: the feed polls by `updatedAt`, and clients compare versions. */
const announced = { version: 'version + 1', updatedAt: ':now' };
/** An export that has ended has no lease and no slot, and an identical request starts a new export. */
const ended = { activeKey: 'NULL', ...lease.released, slot: 'NULL' };
const max = (column: string): string => `CASE WHEN ${column} > :${column} THEN ${column} ELSE :${column} END`;

/** Everything that can happen to an export after its request is stored as QUEUED. */
export const exportTransitions = {
  /** A worker starts an attempt, on a queued export or on one whose worker has gone silent. */
  claim: {
    by: 'ANY_WORKER',
    moves: { QUEUED: RUNNING, RUNNING },
    set: {
      ...announced,
      // Reads the previous owner, so it comes before the lease.
      attempt: `attempt + CASE WHEN leaseOwner = '${handedBack}' THEN 0 ELSE 1 END`,
      ...lease.acquired,
      slot: ':slot',
      startedAt: 'COALESCE(startedAt, :startedAt)',
      asOf: 'COALESCE(asOf, :startedAt)',
      phase: "'COUNTING'",
      snapshotAt: 'NULL',
      rowsPerSecond: 'NULL',
    },
  },
  renew: { by: 'LEASE_HOLDER', moves: { RUNNING }, set: lease.renewed },
  recordSnapshot: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING },
    set: { ...announced, snapshotAt: ':now', timezone: ':timezone', timezoneDataVersion: ':timezoneDataVersion' },
  },
  /** Numbers never decrease, even if an earlier attempt came further or had more rows. */
  saveProgress: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING },
    set: {
      ...announced,
      ...lease.renewed,
      phase: ':phase',
      rowsDone: max('rowsDone'),
      rowsTotal: 'CASE WHEN rowsDone > :rowsTotal THEN rowsDone ELSE :rowsTotal END',
      percent: max('percent'),
      bytesWritten: max('bytesWritten'),
      rowsPerSecond: ':rowsPerSecond',
    },
  },
  /** The worker has gone silent: its last rate is no longer true. */
  clearRate: {
    by: 'SERVER',
    moves: { RUNNING },
    when: 'leaseUntil < :now AND rowsPerSecond IS NOT NULL',
    set: { ...announced, rowsPerSecond: 'NULL' },
  },
  /** The worker gives the export back, which does not count as another attempt. */
  release: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING: QUEUED },
    set: { ...announced, leaseOwner: `'${handedBack}'`, leaseUntil: 'NULL', slot: 'NULL' },
  },
  complete: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING: COMPLETED },
    set: {
      phase: "'FINALIZING'",
      rowsDone: ':rows',
      rowsTotal: ':rows',
      bytesWritten: ':bytes',
      warnings: ':warnings',
      fileKey: ':fileKey',
      fileName: ':fileName',
      fileBytes: ':bytes',
      fileRows: ':rows',
      fileSha256: ':sha256',
      finishedAt: ':finishedAt',
      expiresAt: ':expiresAt',
      ...announced,
      ...ended,
    },
  },
  fail: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING: FAILED },
    set: {
      failureCode: ':code',
      failureMessage: ':message',
      finishedAt: ':finishedAt',
      ...announced,
      ...ended,
    },
  },
  /** The last attempt's worker has gone silent. */
  giveUp: {
    by: 'ANY_WORKER',
    moves: { QUEUED: FAILED, RUNNING: FAILED },
    set: {
      ...announced,
      failureCode: ':code',
      failureMessage: ':message',
      finishedAt: ':finishedAt',
      ...ended,
    },
  },
  /**
   * One statement for both states, because a worker may give the export back at the same moment. CANCELLING is no final
   * state, but from here on an identical request starts a new export.
   */
  cancel: {
    by: 'USER',
    moves: { QUEUED: CANCELLED, RUNNING: CANCELLING },
    set: {
      ...announced,
      activeKey: 'NULL',
      finishedAt: "CASE state WHEN 'QUEUED' THEN :finishedAt ELSE finishedAt END",
    },
  },
  /** The worker has removed the unfinished file. */
  finishCancel: {
    by: 'LEASE_HOLDER',
    moves: { CANCELLING: CANCELLED },
    set: { ...announced, finishedAt: ':finishedAt', ...ended },
  },
  /** The worker of a canceled export has gone silent. */
  finishCancelForLostWorker: {
    by: 'ANY_WORKER',
    moves: { CANCELLING: CANCELLED },
    set: { ...announced, finishedAt: ':finishedAt', ...ended },
  },
  /** The ownership of the organization was transferred. */
  handOver: {
    by: 'SERVER',
    moves: { QUEUED, RUNNING },
    set: { requestedById: ':requestedById', ...announced },
  },
  /** The file was deleted by a user. */
  deleteFile: {
    by: 'USER',
    moves: { COMPLETED: EXPIRED },
    set: { ...announced, fileKey: 'NULL', expiresAt: ':expiresAt' },
  },
  /** The retention time of the file has passed. */
  expire: { by: 'SERVER', moves: { COMPLETED: EXPIRED }, set: { ...announced, fileKey: 'NULL' } },
  /** The file is missing or was altered. */
  loseFile: {
    by: 'SERVER',
    moves: { COMPLETED: EXPIRED },
    set: { ...announced, fileKey: 'NULL', failureCode: ':code', failureMessage: ':message' },
  },
} as const satisfies Record<string, ExportTransition>;

export type ExportTransitionName = keyof typeof exportTransitions;

export type ExportAction = 'cancel' | 'retry' | 'download' | 'delete';

/** The states in which an action of a user has something to do. A retry changes no row, but starts a new export. */
export const actionStates: Readonly<Record<ExportAction, readonly ExportState[]>> = {
  cancel: statesBefore<ExportState>(exportTransitions.cancel),
  retry: [FAILED, CANCELLED, EXPIRED],
  download: [COMPLETED],
  delete: statesBefore<ExportState>(exportTransitions.deleteFile),
};

/**
 * Makes one transition, in one conditional UPDATE. Returns false if the export is in another state or the one who makes
 * the transition may no longer do so.
 */
export function changeExport(
  manager: EntityManager,
  name: ExportTransitionName,
  id: number,
  parameters: Readonly<Record<string, SqlValue>> = {},
): Promise<boolean> {
  const { by, when, moves, set }: ExportTransition = exportTransitions[name];
  const conditions = [guards[by], when].filter((condition) => condition !== null && condition !== undefined);
  const guard = conditions.join(' AND ');
  return applyTransition(manager, 'exports', { moves, set, ...(guard && { guard }) }, id, parameters);
}
