import { jobProgress } from '../../../platform/jobs/job-progress';
import type { Viewer } from '../../../viewer';
import type { Import } from './import.entity';
import { canSeeRecords } from './import.policy';
import type { ImportProgress } from './import-progress.type';
import { ImportState } from './import-state';

/** What the rows of a file would do: of those that are checked so far, or of all in a complete plan. */
export type RowCounts = Pick<Import, 'created' | 'changed' | 'removed' | 'unchanged' | 'failed'>;

export const rowCounts = ({ created, changed, removed, unchanged, failed }: RowCounts): RowCounts => ({
  created,
  changed,
  removed,
  unchanged,
  failed,
});

const hiddenCounts = { created: null, changed: null, removed: null, unchanged: null, failed: null };

/** The progress of an import as clients see it. The numbers of rows are a part of its plan, and seen by the same users. */
export const progressOf = (row: Import, viewer: Viewer): Omit<ImportProgress, 'queuePosition'> => ({
  phase: row.phase,
  ...(canSeeRecords(viewer, row) ? rowCounts(row) : hiddenCounts),
  ...jobProgress(row, {
    isRunning: row.state === ImportState.CHECKING || row.state === ImportState.APPLYING,
    isDone: row.state === ImportState.READY || row.state === ImportState.COMPLETED,
  }),
});
