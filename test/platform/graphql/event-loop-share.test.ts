import { shareEventLoop } from '../../../src/platform/graphql/event-loop-share';
import type { Operation } from '../../../src/platform/graphql/operation';

const operation = (): Operation => ({ cache: new Map() }) as unknown as Operation;

describe('shareEventLoop', () => {
  it('lets the event loop turn between parts of 2000 entries', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const one = operation();
    const turnOf = Array.from({ length: 9 }, () => shareEventLoop(one, 600).then(() => turns));
    const seen = await Promise.all(turnOf);
    isDone = true;
    expect(seen.map((turn) => turn - seen[0]!)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  it('does not wait for few entries, nor for entries of another operation', async () => {
    let turns = 0;
    setImmediate(() => turns++);
    for (let index = 0; index < 10; index++) await shareEventLoop(operation(), 1999);
    expect(turns).toBe(0);
  });
});
