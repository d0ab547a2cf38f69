import { maxPosition, type ReferenceItem, type ReferenceKind } from './reference-kinds';

/** Positions of new items of one kind, after the existing ones. */
export class NewPositions {
  private last: number;

  constructor(
    private readonly kind: ReferenceKind,
    existing: readonly ReferenceItem[],
  ) {
    this.last = existing.reduce((last, { position }) => Math.max(last, position), 0);
  }

  /** The requested position, or the last one. As long as all items are in the order of their names, new ones are, too. */
  next(requested?: number): number {
    const isUnordered = this.kind.isOrderedByName && this.last === 0;
    const position = requested ?? (isUnordered ? 0 : Math.min(this.last + 1, maxPosition));
    this.last = Math.max(this.last, position);
    return position;
  }
}
