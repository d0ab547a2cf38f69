import type { Cell } from '../../columns/column';
import type { ForeignKey, OrganizationFileName } from '../../columns/organization-columns';

/** A set of ids with one bit per id, in pages allocated on demand. Takes at most an eighth of a byte per possible id. */
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
  /** Number of references. Each value of a cell with several values counts. */
  readonly references: number;
  /** References to rows that the other file does not have. */
  readonly unresolved: number;
}

/** Checks the references of rows while they are written. A file comes after the files it refers to: one pass is enough. */
export class ReferenceCheck {
  private readonly ids = new Map<OrganizationFileName, IdSet>();
  private readonly counts: { readonly key: ForeignKey; references: number; unresolved: number }[];

  constructor(foreignKeys: readonly ForeignKey[]) {
    this.counts = foreignKeys.map((key) => ({ key, references: 0, unresolved: 0 }));
    for (const { to } of foreignKeys) this.ids.set(to.file, new IdSet());
  }

  /** Returns the function that checks each batch of the file. */
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
    const countReference = (count: (typeof links)[number]['count'], target: IdSet, value: string): void => {
      count.references++;
      if (!target.has(Number(value))) count.unresolved++;
    };
    return (rows) => {
      for (const row of rows) {
        own?.add(Number(row[idIndex]));
        for (const { count, index, target } of links) {
          const cell = row[index] as string | null;
          if (cell === null) continue;
          // Fast path: nearly all of tens of millions of cells have one value.
          if (!cell.includes('|')) countReference(count, target, cell);
          else for (const value of cell.split('|')) countReference(count, target, value);
        }
      }
    };
  }

  result(): CheckedKey[] {
    return this.counts.map(({ key, references, unresolved }) => ({ ...key, references, unresolved }));
  }
}
