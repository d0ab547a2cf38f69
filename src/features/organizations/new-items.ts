import { because } from '../../error-reasons';
import { conflict } from '../../errors';
import { NewPositions } from './new-positions';
import type { ParsedItem } from './parse-reference-data';
import type { NewReferenceItem } from './reference-data-writes';
import type { ReferenceItem, ReferenceKind } from './reference-kinds';
import { UniqueNames } from './unique-names';

/** New items of one kind, next to the existing ones. The rules are the same for mutations and files. */
export class NewItems {
  private readonly names: UniqueNames;
  private count: number;
  private readonly positions: NewPositions;

  constructor(
    private readonly kind: ReferenceKind,
    private readonly existing: readonly ReferenceItem[],
  ) {
    this.names = new UniqueNames(kind, existing);
    this.count = existing.length;
    this.positions = new NewPositions(kind, existing);
  }

  /**
   * Returns a valid item as it is inserted, with a position.
   *
   * @throws CONFLICT if the name or key is taken, or, for the argument, if there are too many.
   */
  add(item: ParsedItem, argument: string, pathOf: (field: string) => string): NewReferenceItem {
    if (this.count === this.kind.maxCount)
      throw conflict(
        argument,
        `An organization can have at most ${this.kind.maxCount} of these, including archived ones; ` +
          `it has ${this.existing.length}. Rename or restore one instead.`,
        because('COUNT_LIMIT', { max: this.kind.maxCount }),
      );
    this.names.claim(item, pathOf);
    this.count++;
    return { ...item, position: this.positions.next(item.position) };
  }
}
