import { readAhead } from '../../../src/platform/jobs/read-ahead';

describe('readAhead', () => {
  async function* counting(made: number[], max: number, failAt?: number): AsyncGenerator<number> {
    for (let number = 0; number < max; number++) {
      if (number === failAt) throw new Error(`no ${number}`);
      made.push(number);
      yield number;
    }
  }

  it('yields every value in order while the next is requested', async () => {
    const made: number[] = [];
    const seen: number[] = [];
    for await (const number of readAhead(counting(made, 5))) {
      expect(made).toHaveLength(Math.min(number + 2, 5));
      seen.push(number);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('fails where its source fails', async () => {
    const seen: number[] = [];
    await expect(async () => {
      for await (const number of readAhead(counting([], 5, 2))) {
        seen.push(number);
        // The failure is there before anybody waits for it.
        await new Promise((later) => setImmediate(later));
      }
    }).rejects.toThrow('no 2');
    expect(seen).toEqual([0, 1]);
  });

  it('may end early even if the next value fails', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    for await (const number of readAhead(counting([], 5, 1))) if (number === 0) break;
    await new Promise((later) => setImmediate(later));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
