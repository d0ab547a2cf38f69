import { ticksBetween } from '../../src/console/charts/scale';

describe('ticksBetween', () => {
  it.each([
    [0, 0, [0, 1]],
    [0, 95, [0, 50, 100]],
    [20, 95, [0, 50, 100]],
    [-30, 95, [-50, 0, 50, 100]],
    [-0.7, -0.2, [-0.8, -0.6000000000000001, -0.4, -0.2, 0]],
  ] as const)('contains 0 and covers %d to %d', (lowest, highest, ticks) =>
    expect(ticksBetween(lowest, highest)).toEqual(ticks),
  );
});
