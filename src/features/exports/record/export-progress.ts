import type { Export } from './export.entity';
import type { ExportProgress } from './export-progress.type';
import { ExportState } from './export-state';

/** The progress of an export as clients see it. */
export function progressOf(row: Export): Omit<ExportProgress, 'queuePosition'> {
  const running = row.state === ExportState.RUNNING;
  const rowsPerSecond = running ? row.rowsPerSecond : null;
  const left = row.rowsTotal === null ? null : row.rowsTotal - row.rowsDone;
  return {
    phase: row.phase,
    rowsDone: row.rowsDone,
    rowsTotal: row.rowsTotal,
    percent: isDone(row) ? 100 : row.percent,
    bytesWritten: row.bytesWritten,
    rowsPerSecond,
    secondsLeft: left !== null && rowsPerSecond ? Math.ceil(left / rowsPerSecond) : null,
    attempt: row.attempt,
  };
}

const isDone = ({ state }: Export): boolean => state === ExportState.COMPLETED || state === ExportState.EXPIRED;

/** The percentage of a running export: at most 99, because 100 means that the file is available. */
export const percentOf = ({ rowsDone, rowsTotal }: { rowsDone: number; rowsTotal: number }): number =>
  rowsTotal === 0 ? 0 : Math.min(99, Math.floor((100 * rowsDone) / rowsTotal));
