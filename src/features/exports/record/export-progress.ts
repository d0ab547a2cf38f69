import { type Export, type ExportProgress, ExportState } from './export.entity';

const windowMs = 5000;

/** What a watcher sees of an export's row. */
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

/** Of an export that is being made: 100 is kept for when its file is there. */
export const percentOf = ({ rowsDone, rowsTotal }: { rowsDone: number; rowsTotal: number }): number =>
  rowsTotal === 0 ? 0 : Math.min(99, Math.floor((100 * rowsDone) / rowsTotal));

/** Rows per second over the last few seconds. */
export class Rate {
  private readonly samples: { atMs: number; rows: number }[] = [];

  /** `rows`: in all so far. Returns null until there is a stretch of time to measure. */
  add(rows: number, atMs: number): number | null {
    this.samples.push({ atMs, rows });
    while (this.samples.length > 2 && this.samples[1]!.atMs <= atMs - windowMs) this.samples.shift();
    const first = this.samples[0]!;
    return atMs > first.atMs ? ((rows - first.rows) * 1000) / (atMs - first.atMs) : null;
  }
}
