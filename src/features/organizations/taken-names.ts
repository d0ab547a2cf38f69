import { conflict } from '../../errors';
import { type Part, type PartKind, partNameKey } from './part-kinds';
import type { NewPart } from './part-writes';

/** The names, and the keys of custom properties, that the organization has. */
export class TakenNames {
  private readonly names = new Map<string, { readonly name: string; readonly archivedAt: Date | null }>();
  private readonly keys = new Set<string>();

  constructor(
    private readonly kind: PartKind,
    existing: readonly Part[],
  ) {
    for (const part of existing) {
      this.names.set(partNameKey(part.name), part);
      if ('key' in part) this.keys.add(part.key.toLowerCase());
    }
  }

  claim({ name, key }: NewPart, pathOf: (field: string) => string): void {
    if (key !== undefined && this.keys.size === this.keys.add(key.toLowerCase()).size)
      throw conflict(pathOf('key'), `The key ${JSON.stringify(key)} is taken.`);
    this.claimName(name, pathOf('name'));
  }

  /** A name that differs from the part's own only in case is free. */
  rename(part: Part, name: string, argument: string): void {
    this.names.delete(partNameKey(part.name));
    this.claimName(name, argument);
  }

  private claimName(name: string, argument: string): void {
    const taken = this.names.get(partNameKey(name));
    if (taken)
      throw conflict(
        argument,
        `${JSON.stringify(name)} is taken${taken.archivedAt ? ` by an archived ${this.kind.noun}: restore it, or choose another name` : ''}.`,
      );
    this.names.set(partNameKey(name), { name, archivedAt: null });
  }
}
