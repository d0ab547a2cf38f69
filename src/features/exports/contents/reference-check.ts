import type { Cell } from '../../columns/column';
import type { ForeignKey, OrganizationFileName } from '../../columns/organization-columns';

/**
 * Ids with a bit each, in pages that are made when they are needed: however many there are, an eighth of a byte of the
 * largest.
 */
export class IdSet {
  private readonly pages: (Uint32Array | undefined)[] = [];

  add(id: number): void {
    const page = (this.pages[id >>> pageBits] ??= new Uint32Array(1 << (pageBits - 5)));
    page[(id & pageMask) >>> 5]! |= 1 << (id & 31);
  }

  has(id: number): boolean {
    const page = this.pages[id >>> pageBits];
    return page !== undefined && (page[(id & pageMask) >>> 5]! & (1 << (id & 31))) !== 0;
  }
}

const pageBits = 12;
const pageMask = (1 << pageBits) - 1;

export interface CheckedKey extends ForeignKey {
  /** Values that refer to a row, those of one cell each by itself. */
  readonly references: number;
  /** Of these, those to whose row the other file has none. */
  readonly unresolved: number;
}

/**
 * Looks at each row on its way into its file. Files come behind those that they refer to, so that one look is enough.
 */
export class ReferenceCheck {
  private readonly ids = new Map<OrganizationFileName, IdSet>();
  private readonly counts: { readonly key: ForeignKey; references: number; unresolved: number }[];

  constructor(foreignKeys: readonly ForeignKey[]) {
    this.counts = foreignKeys.map((key) => ({ key, references: 0, unresolved: 0 }));
    for (const { to } of foreignKeys) this.ids.set(to.file, new IdSet());
  }

  /** What is to be called with every batch of the file. */
  of(file: OrganizationFileName, columnKeys: readonly string[]): (rows: readonly (readonly Cell[])[]) => void {
    const own = this.ids.get(file);
    const idIndex = columnKeys.indexOf('id');
    const links = this.counts
      .filter(({ key }) => key.from.file === file)
      .map((count) => ({
        count,
        index: columnKeys.indexOf(count.key.from.column),
        target: this.ids.get(count.key.to.file)!,
      }));
    const look = (count: (typeof links)[number]['count'], target: IdSet, value: string): void => {
      count.references++;
      if (!target.has(Number(value))) count.unresolved++;
    };
    return (rows) => {
      for (const row of rows) {
        own?.add(Number(row[idIndex]));
        for (const { count, index, target } of links) {
          const cell = row[index] as string | null;
          if (cell === null) continue;
          // Nearly every cell is of one value, and there are tens of millions.
          if (!cell.includes('|')) look(count, target, cell);
          else for (const value of cell.split('|')) look(count, target, value);
        }
      }
    };
  }

  result(): CheckedKey[] {
    return this.counts.map(({ key, references, unresolved }) => ({ ...key, references, unresolved }));
  }
}
