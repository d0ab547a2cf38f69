import type { Export } from '../../../../src/features/exports/record/export.entity';
import { percentOf, progressOf } from '../../../../src/features/exports/record/export-progress';
import { ExportPhase, ExportState } from '../../../../src/features/exports/record/export-state';
import { Rate } from '../../../../src/platform/jobs/rate';

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

describe('percentOf', () => {
  it.each([
    [0, 0, 0],
    [0, 10, 0],
    [1, 3, 33],
    [999, 1000, 99],
    [1000, 1000, 99],
    [7, 5, 99],
  ])('%d of %d rows is %d', (rowsDone, rowsTotal, percent) => {
    expect(percentOf({ rowsDone, rowsTotal })).toBe(percent);
  });

  it('is 100 only for an export that has, or had, a file', () => {
    for (const state of Object.values(ExportState)) {
      const complete = state === ExportState.COMPLETED || state === ExportState.EXPIRED;
      expect([state, progressOf(running({ state, percent: 99 })).percent]).toEqual([state, complete ? 100 : 99]);
    }
  });
});

describe('progressOf', () => {
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

describe('Rate', () => {
  it('needs an interval of time', () => {
    const rate = new Rate();
    expect(rate.add(0, 1000)).toBeNull();
    expect(rate.add(500, 1000)).toBeNull();
    expect(rate.add(500, 1500)).toBe(1000);
  });

  it('covers the last five seconds', () => {
    const rate = new Rate();
    for (let second = 0; second <= 10; second++) rate.add(second, second * 1000);
    let last: number | null = 0;
    for (let second = 11; second <= 16; second++) last = rate.add(10 + (second - 10) * 100, second * 1000);
    expect(last).toBe(100);
    for (let second = 17; second <= 22; second++) last = rate.add(610, second * 1000);
    expect(last).toBe(0);
  });
});
