import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { maxStringBytesInMemory } from './limits';

const stringsPerBlock = 64;
const fullBlockLength = 65_536;
const maxCachedBlocks = 256;
const maxCachedBytes = 16 * 1024 ** 2;
// No text of XML contains it.
const separator = '\0';

/**
 * Many texts by number. They are kept in blocks of UTF-8, in memory up to a bound and then in a temporary file. The blocks
 * that were read last are cached, because the cells of a sheet name most strings in order.
 */
export class StringTable {
  size = 0;
  private pending: string[] = [];
  private pendingLength = 0;
  /** By block: its first string, and its place in all bytes. */
  private readonly firsts: number[] = [];
  private readonly starts: number[] = [0];
  private inMemory: Buffer[] | null = [];
  private file: number | null = null;
  private readonly cache = new Map<number, readonly string[]>();
  private cachedBytes = 0;

  constructor(private readonly maxBytesInMemory = maxStringBytesInMemory) {}

  get isInFile(): boolean {
    return this.file !== null;
  }

  add(text: string): void {
    this.pending.push(text);
    this.pendingLength += text.length;
    this.size++;
    if (this.pending.length === stringsPerBlock || this.pendingLength >= fullBlockLength) this.flush();
  }

  /** Returns undefined for a number that no text has. Call `flush` before. */
  get(number: number): string | undefined {
    if (!(number >= 0 && number < this.size)) return undefined;
    const block = this.blockOf(number);
    return (this.cache.get(block) ?? this.load(block))[number - this.firsts[block]!];
  }

  flush(): void {
    if (this.pending.length === 0) return;
    const block = Buffer.from(this.pending.join(separator));
    const start = this.starts.at(-1)!;
    this.firsts.push(this.size - this.pending.length);
    this.starts.push(start + block.length);
    this.pending = [];
    this.pendingLength = 0;
    if (this.inMemory && start + block.length <= this.maxBytesInMemory) this.inMemory.push(block);
    else this.write(block);
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private write(block: Buffer): void {
    this.file ??= openUnnamedFile();
    for (const bytes of [...(this.inMemory ?? []), block])
      for (let written = 0; written < bytes.length;) written += writeSync(this.file, bytes, written);
    this.inMemory = null;
  }

  private blockOf(number: number): number {
    let [low, high] = [0, this.firsts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firsts[middle]! <= number) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private load(block: number): readonly string[] {
    const bytes = this.inMemory?.[block] ?? this.readBlock(block);
    if (this.cache.size >= maxCachedBlocks || this.cachedBytes + bytes.length > maxCachedBytes) {
      this.cache.clear();
      this.cachedBytes = 0;
    }
    const texts = bytes.toString().split(separator);
    this.cache.set(block, texts);
    this.cachedBytes += bytes.length;
    return texts;
  }

  private readBlock(block: number): Buffer {
    const start = this.starts[block]!;
    const bytes = Buffer.allocUnsafe(this.starts[block + 1]! - start);
    for (let read = 0; read < bytes.length;) {
      const length = readSync(this.file!, bytes, read, bytes.length - read, start + read);
      if (length === 0) throw new Error('The temporary file of shared strings was cut.');
      read += length;
    }
    return bytes;
  }
}

/** A file that disappears with its descriptor, however the process ends. */
function openUnnamedFile(): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'tallyport-strings-'));
  try {
    return openSync(path.join(folder, 'strings'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
