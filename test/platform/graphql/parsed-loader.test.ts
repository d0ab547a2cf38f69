import type { Operation } from '../../../src/platform/graphql/operation';
import { parsedLoader } from '../../../src/platform/graphql/parsed.loaders';

describe('parsedLoader', () => {
  it('reads the texts of a page at once, and parses them in several turns of the event loop', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const reads: (readonly number[])[] = [];
    const read = async (ids: readonly number[]): Promise<Map<number, string>> => {
      reads.push(ids);
      return new Map(ids.filter((id) => id !== 4).map((id) => [id, 'x'.repeat(90_000)]));
    };
    const parsedIn: number[] = [];
    const parse = (text: string): number => {
      parsedIn.push(turns);
      return text.length;
    };
    const operation = { cache: new Map() } as unknown as Operation;
    const values = await parsedLoader<number | null>(operation, 'lengths', read, parse, null).loadMany([1, 2, 3, 4, 5]);
    isDone = true;
    expect(values).toEqual([90_000, 90_000, 90_000, null, 90_000]);
    expect(reads).toEqual([[1, 2, 3, 4, 5]]);
    expect(parsedIn.map((turn) => turn - parsedIn[0]!)).toEqual([0, 0, 1, 1]);
  });
});
