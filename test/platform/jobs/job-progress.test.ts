import { percentOf } from '../../../src/platform/jobs/job-progress';
import { Rate } from '../../../src/platform/jobs/rate';

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
