import type { Export } from '../../../../src/features/exports/record/export.entity';
import { progressOf } from '../../../../src/features/exports/record/export-progress';
import { ExportPhase, ExportState } from '../../../../src/features/exports/record/export-state';

const running = (row: Partial<Export>): Export =>
  ({
    state: ExportState.RUNNING,
    phase: ExportPhase.READING,
    rowsDone: 0,
    rowsTotal: null,
    percent: 0,
    bytesWritten: 0n,
    rowsPerSecond: null,
    attempt: 1,
    ...row,
  }) as Export;

describe('progressOf', () => {
  it('has 100 percent only for an export that has, or had, a file', () => {
    for (const state of Object.values(ExportState)) {
      const complete = state === ExportState.COMPLETED || state === ExportState.EXPIRED;
      expect([state, progressOf(running({ state, percent: 99 })).percent]).toEqual([state, complete ? 100 : 99]);
    }
  });

  it('has no estimate before rows are counted or while the rate is zero', () => {
    expect(progressOf(running({ rowsDone: 5, rowsPerSecond: 10 })).secondsLeft).toBeNull();
    expect(progressOf(running({ rowsTotal: 10 })).secondsLeft).toBeNull();
    expect(progressOf(running({ rowsTotal: 10, rowsPerSecond: 0 })).secondsLeft).toBeNull();
  });

  it('rounds the estimate up, to zero when all rows are written', () => {
    expect(progressOf(running({ rowsDone: 10, rowsTotal: 35, rowsPerSecond: 10 })).secondsLeft).toBe(3);
    expect(progressOf(running({ rowsDone: 35, rowsTotal: 35, rowsPerSecond: 10 })).secondsLeft).toBe(0);
  });

  it('has a rate and an estimate only while running', () => {
    const stopped = progressOf(running({ state: ExportState.CANCELLED, rowsDone: 1, rowsTotal: 2, rowsPerSecond: 10 }));
    expect(stopped).toMatchObject({ rowsPerSecond: null, secondsLeft: null });
  });
});
