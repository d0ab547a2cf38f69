import { jobProgress } from '../../../platform/jobs/job-progress';
import type { Import } from './import.entity';
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

/** The progress of an import as clients see it. */
export const progressOf = (row: Import): Omit<ImportProgress, 'queuePosition'> => ({
  phase: row.phase,
  ...rowCounts(row),
  ...jobProgress(row, {
    isRunning: row.state === ImportState.CHECKING || row.state === ImportState.APPLYING,
    isDone: row.state === ImportState.READY || row.state === ImportState.COMPLETED,
  }),
});
