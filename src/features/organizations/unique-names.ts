import { because } from '../../error-reasons';
import { conflict } from '../../errors';
import type { ParsedItem } from './parse-reference-data';
import { itemNameKey, type ReferenceItem, type ReferenceKind } from './reference-kinds';

/** Names (and keys of custom properties) in use. Comparison ignores case. */
export class UniqueNames {
  private readonly names = new Map<string, { readonly name: string; readonly archivedAt: Date | null }>();
  private readonly keys = new Set<string>();

  constructor(
    private readonly kind: ReferenceKind,
    existing: readonly ReferenceItem[],
  ) {
    for (const item of existing) {
      this.names.set(itemNameKey(item.name), item);
      if ('key' in item) this.keys.add(item.key.toLowerCase());
    }
  }

  /** @throws CONFLICT if the name or key is taken. */
  claim({ name, key }: ParsedItem, pathOf: (field: string) => string): void {
    if (key !== undefined && this.keys.size === this.keys.add(key.toLowerCase()).size)
      throw conflict(pathOf('key'), `The key ${JSON.stringify(key)} is taken.`, because('VALUE_TAKEN', { value: key }));
    this.claimName(name, pathOf('name'));
  }

  /** Frees the item's own name first, so that only its case may change. */
  rename(item: ReferenceItem, name: string, argument: string): void {
    this.names.delete(itemNameKey(item.name));
    this.claimName(name, argument);
  }

  private claimName(name: string, argument: string): void {
    const taken = this.names.get(itemNameKey(name));
    if (taken)
      throw conflict(
        argument,
        `${JSON.stringify(name)} is taken` +
          `${taken.archivedAt ? ` by an archived ${this.kind.noun}: restore it, or choose another name` : ''}.`,
        because(taken.archivedAt ? 'VALUE_ARCHIVED' : 'VALUE_TAKEN', { value: name }),
      );
    this.names.set(itemNameKey(name), { name, archivedAt: null });
  }
}
