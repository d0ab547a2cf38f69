import type { Job } from './job';

/** The numbers of a job's progress as clients see them. `isDone`: the job has its result. */
export function jobProgress(job: Job, { isRunning, isDone }: { isRunning: boolean; isDone: boolean }) {
  const { rowsDone, rowsTotal, percent, attempt } = job;
  const rowsPerSecond = isRunning ? job.rowsPerSecond : null;
  const left = rowsTotal === null ? null : rowsTotal - rowsDone;
  return {
    rowsDone,
    rowsTotal,
    percent: isDone ? 100 : percent,
    rowsPerSecond,
    secondsLeft: left !== null && rowsPerSecond ? Math.ceil(left / rowsPerSecond) : null,
    attempt,
  };
}

/** The percentage of a running job: at most 99, because 100 means that the result is available. */
export const percentOf = ({ rowsDone, rowsTotal }: { rowsDone: number; rowsTotal: number | null }): number =>
  rowsTotal ? Math.min(99, Math.floor((100 * rowsDone) / rowsTotal)) : 0;
