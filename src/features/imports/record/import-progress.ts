import { jobProgress } from '../../../platform/jobs/job-progress';
import type { Import } from './import.entity';
import type { ImportProgress } from './import-progress.type';
import { ImportState } from './import-state';

/** The progress of an import as clients see it. */
export const progressOf = (row: Import): Omit<ImportProgress, 'queuePosition'> => ({
  phase: row.phase,
  ...jobProgress(row, {
    isRunning: row.state === ImportState.CHECKING || row.state === ImportState.APPLYING,
    isDone: row.state === ImportState.READY || row.state === ImportState.COMPLETED,
  }),
});
