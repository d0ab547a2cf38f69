import { median } from './report';

export interface Pairs<Value> {
  readonly own: Value[];
  readonly theirs: Value[];
}

/**
 * Measures two things in alternating order, A B and then B A, so that other load on the machine affects both equally.
 * The first rounds are warm-up.
 */
export async function inPairs<Value>(
  rounds: number,
  warmUpRounds: number,
  measureOwn: (round: number) => Promise<Value>,
  measureTheirs: (round: number) => Promise<Value>,
): Promise<Pairs<Value>> {
  const own: Value[] = [];
  const theirs: Value[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const ownFirst = round % 2 === 0;
    const first = await (ownFirst ? measureOwn : measureTheirs)(round);
    const second = await (ownFirst ? measureTheirs : measureOwn)(round);
    if (round < 0) continue;
    own.push(ownFirst ? first : second);
    theirs.push(ownFirst ? second : first);
  }
  return { own, theirs };
}

/**
 * The median of the ratios of all pairs, which is more stable than the ratio of two long measurements.
 */
export const medianRatio = <Value>(
  { own, theirs }: Pairs<Value>,
  ratio: (own: Value, theirs: Value) => number,
): number => median(own.map((value, round) => ratio(value, theirs[round]!)));

export async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}
