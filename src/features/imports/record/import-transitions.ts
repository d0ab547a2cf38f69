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
import { Import } from './import.entity';
import { activeStates, ImportState } from './import-state';
import { transitionsAfterEnd } from './transitions-after-end';

const { AWAITING_FILE, CHECKING, AWAITING_MAPPING, READY, APPLYING, COMPLETED } = ImportState;
const { FAILED, CANCELLING, CANCELLED } = ImportState;

/** The users have this long for the next step. */
const nextStepDue = { expiresAt: ':now + keepMs' } as const;
/** The files and the plan are kept this long after the end. */
const filesKept = { expiresAt: ':finishedAt + keepMs' } as const;

/** The import waits for a worker to check or to apply it, and starts to count attempts and rows again. */
const enqueued = {
  ...announced,
  ...lease.released,
  slot: 'NULL',
  attempt: '0',
  rowsDone: '0',
  percent: '0',
  rowsPerSecond: 'NULL',
  expiresAt: 'NULL',
} as const;
const noneCounted = { created: '0', changed: '0', removed: '0', unchanged: '0', failed: '0' } as const;
const toBeRead = { phase: "'READING'", rowsTotal: 'NULL', ...noneCounted } as const;
const credentials = { requestCredential: ':requestCredential', otherCredentials: ':otherCredentials' } as const;
/** What another credential leaves of the limits. */
const narrowed = { requestLimit: ':requestLimit', ...credentials } as const;
const enqueuedToApply = { ...enqueued, phase: "'APPLYING'" } as const;

/** The worker has done its part. The import waits for a user. */
const handedToUser = { ...announced, ...lease.released, slot: 'NULL', attempt: '0', ...nextStepDue } as const;

const planned = {
  checkedAt: ':checkedAt',
  rowsTotal: ':rows',
  source: ':source',
  columns: ':columns',
  columnPermissions: ':columnPermissions',
  sheets: ':sheets',
  created: ':created',
  changed: ':changed',
  removed: ':removed',
  unchanged: ':unchanged',
  failed: ':failed',
  warnings: ':warnings',
  ignoredColumns: ':ignoredColumns',
  newItems: ':newItems',
  sample: ':sample',
  errorsFile: ':errorsFile',
} as const;

/** Everything that can happen to an import after its request is stored as AWAITING_FILE. */
export const importTransitions = {
  /** An upload starts or goes on. It takes over from an earlier upload, which then cannot be received. */
  openUpload: {
    by: 'USER',
    moves: { AWAITING_FILE, CHECKING },
    when: 'slot IS NULL AND attempt = 0',
    set: {
      uploadKey: ':uploadKey',
      uploadOwner: ':uploadOwner',
      uploadBytes: ':uploadBytes',
      expiresAt: `CASE state WHEN '${AWAITING_FILE}' THEN :now + keepMs ELSE expiresAt END`,
    },
  },
  /** Takes up a part of the storage quota for bytes that arrive next. */
  reserveUpload: {
    by: 'USER',
    moves: { AWAITING_FILE, CHECKING },
    when: 'uploadOwner = :uploadOwner',
    set: { uploadBytes: ':uploadBytes' },
  },
  /** The file has arrived as a whole. It replaces an earlier one that no worker has started to check. */
  receive: {
    by: 'USER',
    moves: { AWAITING_FILE: CHECKING, CHECKING },
    when: 'slot IS NULL AND attempt = 0 AND uploadOwner = :uploadOwner',
    set: {
      ...enqueued,
      ...toBeRead,
      uploadedAt: ':uploadedAt',
      ...narrowed,
      fileKey: ':fileKey',
      fileBytes: ':bytes',
      fileSha256: ':sha256',
      uploadKey: 'NULL',
      uploadOwner: 'NULL',
      uploadBytes: '0',
    },
  },
  /** A worker starts an attempt, on a waiting import or on one whose worker has gone silent. */
  claim: {
    by: 'ANY_WORKER',
    moves: { CHECKING, APPLYING },
    set: { ...claimed, phase: `CASE state WHEN '${CHECKING}' THEN 'READING' ELSE 'APPLYING' END` },
  },
  renew: { by: 'LEASE_HOLDER', moves: { CHECKING, APPLYING }, set: lease.renewed },
  saveProgress: {
    by: 'LEASE_HOLDER',
    moves: { CHECKING, APPLYING },
    set: {
      ...progressed,
      created: increased('created'),
      changed: increased('changed'),
      removed: increased('removed'),
      unchanged: increased('unchanged'),
      failed: increased('failed'),
    },
  },
  clearRate: { ...rateCleared, moves: { CHECKING, APPLYING } },
  release: { by: 'LEASE_HOLDER', moves: { CHECKING, APPLYING }, set: released },
  /** The file has headers that are not known, or can only be read with other options. */
  awaitMapping: {
    by: 'LEASE_HOLDER',
    moves: { CHECKING: AWAITING_MAPPING },
    set: {
      ...handedToUser,
      source: ':source',
      columns: ':columns',
      columnPermissions: ':columnPermissions',
      sheets: ':sheets',
      warnings: ':warnings',
      encodingPreviews: ':encodingPreviews',
    },
  },
  /**
   * A user has decided about the headers, or how to read the file. It is checked again. A plan that another user has
   * decided about is never applied with the rights of the requester alone.
   */
  map: {
    by: 'USER',
    moves: { AWAITING_MAPPING: CHECKING, READY: CHECKING },
    set: {
      ...enqueued,
      ...toBeRead,
      mapping: ':mapping',
      mappingName: ':mappingName',
      ...narrowed,
      delimiter: ':delimiter',
      decimalSeparator: ':decimalSeparator',
      encoding: ':encoding',
      sheet: ':sheet',
      formulaGuard: ':formulaGuard',
      applyWhenClean: 'CASE WHEN requestedById = :mappedById THEN applyWhenClean ELSE 0 END',
      createMissing: ':createMissing',
      blankCells: ':blankCells',
      dateOrder: ':dateOrder',
      // What the earlier check has found. The sweep removes the file.
      checkedAt: 'NULL',
      warnings: "'[]'",
      sample: 'NULL',
      encodingPreviews: 'NULL',
      errorsFile: 'NULL',
    },
  },
  plan: {
    by: 'LEASE_HOLDER',
    moves: { CHECKING: READY },
    set: { ...handedToUser, ...planned, rowsDone: ':rows' },
  },
  /** The plan has no errors, and the request says that such a plan is applied. */
  planAndApply: {
    by: 'LEASE_HOLDER',
    moves: { CHECKING: APPLYING },
    set: {
      ...enqueuedToApply,
      ...planned,
      appliedAt: ':checkedAt',
      appliedById: 'requestedById',
      applyLimit: 'requestLimit',
      applyCredential: 'requestCredential',
    },
  },
  apply: {
    by: 'USER',
    moves: { READY: APPLYING },
    set: {
      ...enqueuedToApply,
      appliedAt: ':appliedAt',
      appliedById: ':appliedById',
      applyLimit: ':applyLimit',
      applyCredential: ':applyCredential',
    },
  },
  /** In the transaction that writes the changes of the batch, so that each batch is applied exactly once. */
  applyBatch: {
    by: 'LEASE_HOLDER',
    moves: { APPLYING },
    when: 'appliedBatch = :before',
    set: {
      ...announced,
      appliedBatch: ':batch',
      appliedCreated: 'appliedCreated + :created',
      appliedChanged: 'appliedChanged + :changed',
      appliedRemoved: 'appliedRemoved + :removed',
      conflicts: 'conflicts + :conflicts',
      rowsDone: increased('rowsDone'),
      // What the batch itself has ended is replaced.
      ...credentials,
      applyCredential: ':applyCredential',
    },
  },
  /** Files about the batches that were applied, also when the import ends before the last batch. */
  recordFiles: {
    by: 'LEASE_HOLDER',
    moves: { APPLYING, CANCELLING },
    set: { ...announced, errorsFile: ':errorsFile', undoFile: ':undoFile' },
  },
  complete: {
    by: 'LEASE_HOLDER',
    moves: { APPLYING: COMPLETED },
    set: { phase: "'FINALIZING'", rowsDone: ':rows', rowsTotal: ':rows', ...ended, ...filesKept },
  },
  fail: {
    by: 'LEASE_HOLDER',
    moves: { CHECKING: FAILED, APPLYING: FAILED },
    set: { failureReason: ':reason', failureParameters: ':parameters', ...failed, ...filesKept },
  },
  /** The last attempt's worker has gone silent. */
  giveUp: {
    by: 'ANY_WORKER',
    moves: { CHECKING: FAILED, APPLYING: FAILED },
    set: { ...failed, ...filesKept },
  },
  /** One statement for all states, because a worker may change the state at the same moment. */
  cancel: {
    by: 'USER',
    moves: {
      AWAITING_FILE: CANCELLED,
      AWAITING_MAPPING: CANCELLED,
      READY: CANCELLED,
      CHECKING: CANCELLING,
      APPLYING: CANCELLING,
    },
    set: {
      ...announced,
      finishedAt: `CASE WHEN state IN ('${CHECKING}', '${APPLYING}') THEN NULL ELSE :finishedAt END`,
      expiresAt: `CASE WHEN state IN ('${CHECKING}', '${APPLYING}') THEN NULL ELSE :finishedAt + keepMs END`,
      // What has arrived of a file goes with the next sweep.
      uploadKey: 'NULL',
      uploadOwner: 'NULL',
      uploadBytes: '0',
    },
  },
  /** The worker has stopped, after a whole batch. */
  finishCancel: { by: 'LEASE_HOLDER', moves: { CANCELLING: CANCELLED }, set: { ...ended, ...filesKept } },
  /** No worker has the canceled import, or its worker has gone silent. */
  finishCancelForLostWorker: { by: 'ANY_WORKER', moves: { CANCELLING: CANCELLED }, set: { ...ended, ...filesKept } },
  ...transitionsAfterEnd,
} as const satisfies Record<string, JobTransition<ImportState>> & JobTransitions<ImportState>;

export const importJob: JobKind<Import> = {
  name: 'import',
  table: 'imports',
  entity: Import,
  activeStates,
  transitions: importTransitions,
};

export type ImportTransitionName = keyof typeof importTransitions;

export type ImportAction = 'upload' | 'map' | 'apply' | 'cancel' | 'undo' | 'download';

/** The states in which an action of a user has something to do. Undoing and downloading also depend on the files. */
export const actionStates: Readonly<Record<ImportAction, readonly ImportState[]>> = {
  upload: statesBefore<ImportState>(importTransitions.openUpload),
  map: statesBefore<ImportState>(importTransitions.map),
  apply: statesBefore<ImportState>(importTransitions.apply),
  cancel: statesBefore<ImportState>(importTransitions.cancel),
  undo: [COMPLETED, FAILED, CANCELLED],
  download: [CHECKING, AWAITING_MAPPING, READY, APPLYING, COMPLETED, FAILED, CANCELLING, CANCELLED],
};

/** Makes one transition, as `changeJob` does. */
export const changeImport = (
  manager: EntityManager,
  name: ImportTransitionName,
  id: number,
  parameters?: Readonly<Record<string, SqlValue>>,
): Promise<boolean> => changeJob(manager, importJob.table, importTransitions[name], id, parameters);
