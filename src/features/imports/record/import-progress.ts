import type { Import } from './import.entity';
import type { ImportProgress } from './import-progress.type';
import { ImportState } from './import-state';

const { CHECKING, APPLYING, READY, COMPLETED } = ImportState;

/** The progress of an import as clients see it. */
export function progressOf(row: Import): Omit<ImportProgress, 'queuePosition'> {
  const isRunning = row.state === CHECKING || row.state === APPLYING;
  const rowsPerSecond = isRunning ? row.rowsPerSecond : null;
  const left = row.rowsTotal === null ? null : row.rowsTotal - row.rowsDone;
  return {
    phase: row.phase,
    rowsDone: row.rowsDone,
    rowsTotal: row.rowsTotal,
    percent: row.state === READY || row.state === COMPLETED ? 100 : row.percent,
    rowsPerSecond,
    secondsLeft: left !== null && rowsPerSecond ? Math.ceil(left / rowsPerSecond) : null,
    attempt: row.attempt,
  };
}
