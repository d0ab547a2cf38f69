import { conflict } from '../../errors';
import type { NewReferenceItem } from './reference-data-writes';
import { itemNameKey, type ReferenceItem, type ReferenceKind } from './reference-kinds';

/** The names, and the keys of custom properties, that the organization has. */
export class UniqueNames {
  private readonly names = new Map<string, { readonly name: string; readonly archivedAt: Date | null }>();
  private readonly keys = new Set<string>();

  constructor(
    private readonly kind: ReferenceKind,
    existing: readonly ReferenceItem[],
  ) {
    for (const part of existing) {
      this.names.set(itemNameKey(part.name), part);
      if ('key' in part) this.keys.add(part.key.toLowerCase());
    }
  }

  claim({ name, key }: NewReferenceItem, pathOf: (field: string) => string): void {
    if (key !== undefined && this.keys.size === this.keys.add(key.toLowerCase()).size)
      throw conflict(pathOf('key'), `The key ${JSON.stringify(key)} is taken.`);
    this.claimName(name, pathOf('name'));
  }

  /** A name that differs from the part's own only in case is free. */
  rename(part: ReferenceItem, name: string, argument: string): void {
    this.names.delete(itemNameKey(part.name));
    this.claimName(name, argument);
  }

  private claimName(name: string, argument: string): void {
    const taken = this.names.get(itemNameKey(name));
    if (taken)
      throw conflict(
        argument,
        `${JSON.stringify(name)} is taken${taken.archivedAt ? ` by an archived ${this.kind.noun}: restore it, or choose another name` : ''}.`,
      );
    this.names.set(itemNameKey(name), { name, archivedAt: null });
  }
}
