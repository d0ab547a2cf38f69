import { fullBatchLength, maxBatchRecords } from './limits';
import type { SourceRecord } from './source';

/** Excel writes rows of delimiters where rows were cleared. Like blank lines, they are no rows. */
export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '');

/** Number of cells without the empty ones at the end, at least `min`. */
export function widthOf(cells: readonly string[], min = 0): number {
  let width = cells.length;
  while (width > min && cells[width - 1] === '') width--;
  return width;
}

export async function firstOf<T>(groups: AsyncIterable<readonly T[]>): Promise<T | undefined> {
  for await (const [first] of groups) return first;
  return undefined;
}

/** Collects records until a batch is full. */
export class BatchBuffer {
  private records: SourceRecord[] = [];
  private length = 0;

  get isFull(): boolean {
    return this.records.length >= maxBatchRecords || this.length >= fullBatchLength;
  }

  get isEmpty(): boolean {
    return this.records.length === 0;
  }

  add(record: SourceRecord): void {
    this.records.push(record);
    for (const cell of record.cells) this.length += cell.length;
  }

  take(): readonly SourceRecord[] {
    const { records } = this;
    this.records = [];
    this.length = 0;
    return records;
  }
}
