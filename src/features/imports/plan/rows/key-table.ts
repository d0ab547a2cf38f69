import { randomInt } from 'node:crypto';

const maxLoad = 0.85;

/**
 * The lines on which keys have occurred, for millions of keys in 12 bytes each. A key is remembered by a hash of 64 bits
 * with a random seed: with a million keys, the probability that two of them share one is below 1 in 10 million.
 */
export class KeyTable {
  private readonly seeds = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;
  private capacity = 1 << 12;
  private high = new Uint32Array(this.capacity);
  private low = new Uint32Array(this.capacity);
  /** 0 in a free place. */
  private lines = new Uint32Array(this.capacity);
  private count = 0;

  /** Returns the line on which the key has occurred before. Returns 0 for a new key, and remembers the line. */
  claim(key: string, line: number): number {
    if (this.count >= this.capacity * maxLoad) this.grow();
    const [high, low] = this.hash(key);
    const place = this.placeOf(high, low);
    if (this.lines[place] !== 0) return this.lines[place]!;
    this.put(place, high, low, line);
    this.count++;
    return 0;
  }

  /** The place of the hash, or the free one that it would get. */
  private placeOf(high: number, low: number): number {
    let place = low & (this.capacity - 1);
    while (this.lines[place] !== 0 && (this.high[place] !== high || this.low[place] !== low))
      place = (place + 1) & (this.capacity - 1);
    return place;
  }

  private put(place: number, high: number, low: number, line: number): void {
    this.high[place] = high;
    this.low[place] = low;
    this.lines[place] = line;
  }

  private grow(): void {
    const { high, low, lines } = this;
    this.capacity *= 2;
    this.high = new Uint32Array(this.capacity);
    this.low = new Uint32Array(this.capacity);
    this.lines = new Uint32Array(this.capacity);
    for (let place = 0; place < lines.length; place++)
      if (lines[place] !== 0)
        this.put(this.placeOf(high[place]!, low[place]!), high[place]!, low[place]!, lines[place]!);
  }

  /** Two lanes of murmur3's mixing, which spread the key differently. */
  private hash(key: string): [high: number, low: number] {
    let [high, low] = this.seeds;
    for (let index = 0; index < key.length; index++) {
      const unit = key.charCodeAt(index);
      high = Math.imul(high ^ unit, 0xcc9e2d51);
      high = (high << 15) | (high >>> 17);
      low = Math.imul(low ^ unit, 0x1b873593);
      low = (low << 13) | (low >>> 19);
    }
    return [finished(high ^ key.length ^ low), finished(low ^ Math.imul(high, 0x9e3779b1))];
  }
}

function finished(lane: number): number {
  let hash = lane;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
