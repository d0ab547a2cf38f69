import { jobProgress } from '../../../platform/jobs/job-progress';
import type { Export } from './export.entity';
import type { ExportProgress } from './export-progress.type';
import { ExportState } from './export-state';

/** The progress of an export as clients see it. */
export const progressOf = (row: Export): Omit<ExportProgress, 'queuePosition'> => ({
  phase: row.phase,
  bytesWritten: row.bytesWritten,
  ...jobProgress(row, {
    isRunning: row.state === ExportState.RUNNING,
    isDone: row.state === ExportState.COMPLETED || row.state === ExportState.EXPIRED,
  }),
});
