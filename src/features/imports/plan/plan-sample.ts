import { type ChangedCell, cutText, type SampleRow } from '../record/import-contents';

const maxRows = 10;

/** Collects the first rows of a plan that have no errors, as their records will be. */
export class PlanSample {
  readonly rows: SampleRow[] = [];

  /** `width`: the number of columns of the file. */
  constructor(private readonly width: number) {}

  get isFull(): boolean {
    return this.rows.length >= maxRows;
  }

  /** `currentAt` returns the text that the record has in a column of the file, or null if the column is not read. */
  add(
    place: Omit<SampleRow, 'cells'>,
    changes: readonly ChangedCell[],
    currentAt: (index: number) => string | null,
  ): void {
    if (this.isFull) return;
    const changed = new Map(changes.map(([index, , newText]) => [index, newText]));
    const cells = Array.from({ length: this.width }, (_unused, index) => {
      const text = changed.has(index) ? changed.get(index)! : currentAt(index);
      return text ? cutText(text) : null;
    });
    this.rows.push({ ...place, cells });
  }
}
