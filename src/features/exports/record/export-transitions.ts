import type { EntityManager } from 'typeorm';
import type { SqlValue } from '../../../platform/database/sql';
import type { JobKind } from '../../../platform/jobs/job';
import {
  announced,
  changeJob,
  claimed,
  ended,
  failed,
  increased,
  type JobTransition,
  type JobTransitions,
  progressed,
  rateCleared,
  released,
} from '../../../platform/jobs/job-transitions';
import { lease } from '../../../platform/jobs/lease';
import { statesBefore } from '../../../platform/jobs/transitions';
import { Export } from './export.entity';
import { activeStates, ExportState } from './export-state';

const { QUEUED, RUNNING, CANCELLING, CANCELLED, COMPLETED, FAILED, EXPIRED } = ExportState;

/** An identical request starts a new export from here on. */
const noLongerDeduplicated = { activeKey: 'NULL' };

/** Everything that can happen to an export after its request is stored as QUEUED. */
export const exportTransitions = {
  /** A worker starts an attempt, on a queued export or on one whose worker has gone silent. */
  claim: {
    by: 'ANY_WORKER',
    moves: { QUEUED: RUNNING, RUNNING },
    set: { ...claimed, asOf: 'COALESCE(asOf, :startedAt)', phase: "'COUNTING'", snapshotAt: 'NULL' },
  },
  renew: { by: 'LEASE_HOLDER', moves: { RUNNING }, set: lease.renewed },
  recordSnapshot: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING },
    set: { ...announced, snapshotAt: ':now', timezone: ':timezone', timezoneDataVersion: ':timezoneDataVersion' },
  },
  saveProgress: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING },
    set: { ...progressed, bytesWritten: increased('bytesWritten') },
  },
  clearRate: { ...rateCleared, moves: { RUNNING } },
  release: { by: 'LEASE_HOLDER', moves: { RUNNING: QUEUED }, set: released },
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
      expiresAt: ':expiresAt',
      ...ended,
      ...noLongerDeduplicated,
    },
  },
  fail: { by: 'LEASE_HOLDER', moves: { RUNNING: FAILED }, set: { ...failed, ...noLongerDeduplicated } },
  /** The last attempt's worker has gone silent. */
  giveUp: {
    by: 'ANY_WORKER',
    moves: { QUEUED: FAILED, RUNNING: FAILED },
    set: { ...failed, ...noLongerDeduplicated },
  },
  /**
   * One statement for both states, because a worker may give the export back at the same moment. CANCELLING is no final
   * state, but an identical request does not join an export that is being canceled.
   */
  cancel: {
    by: 'USER',
    moves: { QUEUED: CANCELLED, RUNNING: CANCELLING },
    set: {
      ...announced,
      ...noLongerDeduplicated,
      finishedAt: "CASE state WHEN 'QUEUED' THEN :finishedAt ELSE finishedAt END",
    },
  },
  /** The worker has removed the unfinished file. */
  finishCancel: { by: 'LEASE_HOLDER', moves: { CANCELLING: CANCELLED }, set: ended },
  /** The worker of a canceled export has gone silent. */
  finishCancelForLostWorker: { by: 'ANY_WORKER', moves: { CANCELLING: CANCELLED }, set: ended },
  /** An identical request joins the export, and its credential vouches for it from here on. */
  join: {
    by: 'USER',
    moves: { QUEUED, RUNNING },
    when: 'activeKey = :activeKey',
    set: { ...announced, credential: ':credential' },
  },
  /** The credential was revoked, so the export will fail. False if another request has joined it meanwhile. */
  refuseJoins: {
    by: 'LEASE_HOLDER',
    moves: { RUNNING },
    when: 'credential = :credential',
    set: { ...announced, ...noLongerDeduplicated },
  },
  /** The ownership of the organization was transferred. */
  handOver: {
    by: 'SERVER',
    moves: { QUEUED, RUNNING },
    // The new owner vouches for the export, even if the session of the former one is revoked.
    set: { requestedById: ':requestedById', credential: 'NULL', ...announced },
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
} as const satisfies JobTransitions<ExportState> & Readonly<Record<string, JobTransition<ExportState>>>;

export const exportJob: JobKind<Export> = {
  name: 'export',
  table: 'exports',
  entity: Export,
  activeStates,
  transitions: exportTransitions,
};

export type ExportTransitionName = keyof typeof exportTransitions;

export type ExportAction = 'cancel' | 'retry' | 'download' | 'delete';

/** The states in which an action of a user has something to do. A retry changes no row, but starts a new export. */
export const actionStates: Readonly<Record<ExportAction, readonly ExportState[]>> = {
  cancel: statesBefore<ExportState>(exportTransitions.cancel),
  retry: [FAILED, CANCELLED, EXPIRED],
  download: [COMPLETED],
  delete: statesBefore<ExportState>(exportTransitions.deleteFile),
};

/** Makes one transition, as `changeJob` does. */
export const changeExport = (
  manager: EntityManager,
  name: ExportTransitionName,
  id: number,
  parameters?: Readonly<Record<string, SqlValue>>,
): Promise<boolean> => changeJob(manager, exportJob.table, exportTransitions[name], id, parameters);
