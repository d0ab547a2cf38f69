import { announced, ended, type JobTransition } from '../../../platform/jobs/job-transitions';
import { lease } from '../../../platform/jobs/lease';
import { noNewItems } from './import-contents';
import { ImportState } from './import-state';

const { COMPLETED, FAILED, CANCELLED, EXPIRED } = ImportState;

/** The plan is not being deleted. */
const isKept = 'expiresAt IS NOT NULL AND columns IS NOT NULL';
/** Three attempts at the work, and two at its files. */
const maxAttemptsWithFiles = 5;

/** What can happen to an import after its last worker and its users are done with it. */
export const transitionsAfterEnd = {
  /** A worker starts to write the files of an import that has ended without them, because its own worker was lost. */
  claimFiles: {
    by: 'ANY_WORKER',
    moves: { FAILED, CANCELLED },
    when: `undoFile IS NULL AND appliedCreated + appliedChanged + appliedRemoved > 0 AND attempt < ${maxAttemptsWithFiles} AND ${isKept}`,
    set: { ...announced, ...lease.acquired, attempt: 'attempt + 1' },
  },
  recordLateFiles: {
    by: 'LEASE_HOLDER',
    moves: { FAILED, CANCELLED },
    when: isKept,
    set: { ...announced, ...lease.released, errorsFile: ':errorsFile', undoFile: ':undoFile' },
  },
  /** The time for the next step has passed. The files go with the same sweep. */
  expire: {
    by: 'SERVER',
    moves: { AWAITING_FILE: EXPIRED, AWAITING_MAPPING: EXPIRED, READY: EXPIRED },
    when: 'expiresAt <= :finishedAt',
    set: { ...ended, expiresAt: ':finishedAt' },
  },
  /** The time of the files and of the plan has passed. Before they are deleted, so that no undo reads half of the plan. */
  dropPlan: {
    by: 'SERVER',
    moves: { COMPLETED, FAILED, CANCELLED, EXPIRED },
    when: 'expiresAt <= :finishedAt',
    set: { ...announced, columns: 'NULL', sample: 'NULL' },
  },
  /** The files and the plan are deleted. */
  dropFiles: {
    by: 'SERVER',
    moves: { COMPLETED, FAILED, CANCELLED, EXPIRED },
    set: {
      ...announced,
      ...lease.released,
      expiresAt: 'NULL',
      uploadKey: 'NULL',
      uploadOwner: 'NULL',
      uploadBytes: '0',
      fileKey: 'NULL',
      encodingPreviews: 'NULL',
      sheets: 'NULL',
      errorsFile: 'NULL',
      undoFile: 'NULL',
      mapping: 'NULL',
      ignoredColumns: "'[]'",
      newItems: `'${JSON.stringify(noNewItems)}'`,
    },
  },
} as const satisfies Record<string, JobTransition<ImportState>>;
