import type { EntityManager } from 'typeorm';
import { badInput } from '../../errors';
import { identifier } from '../../platform/graphql/input-text';
import type { AssignableItem } from '../organizations/organization.repository';
import { insertReferenceItems } from '../organizations/reference-data-writes';
import { itemNameKey, locationKind, maxItemNameLength, planKind, teamKind } from '../organizations/reference-kinds';

const kinds = { location: locationKind, team: teamKind, plan: planKind };
type Noun = keyof typeof kinds;

/**
 * The locations, teams and plans that the files name. Names that differ only in case are one item, named as it first
 * occurs. Ids are provisional until `insert`, which replaces them.
 */
export class SourceItems {
  readonly locations = new Map<number, AssignableItem>();
  readonly teams = new Map<number, AssignableItem>();
  readonly plans = new Map<number, AssignableItem>();
  private readonly itemsById = { location: this.locations, team: this.teams, plan: this.plans };
  private readonly idsByName = {
    location: new Map<string, number>(),
    team: new Map<string, number>(),
    plan: new Map<string, number>(),
  };

  /**
   * Returns the id of the item with this name, adding a new one.
   *
   * @throws BAD_USER_INPUT for a name that the API would refuse, or if there are too many items.
   */
  resolveId(noun: Noun, text: string, argument: string): number {
    const name = identifier(argument, text, maxItemNameLength);
    const ids = this.idsByName[noun];
    const existingId = ids.get(itemNameKey(name));
    if (existingId !== undefined) return existingId;
    const { maxCount } = kinds[noun];
    if (ids.size >= maxCount)
      throw badInput(argument, `would add one ${noun} too many: an organization can have at most ${maxCount}`);
    return this.add(noun, name, ids.size + 1);
  }

  /** Inserts the items. From then on, `resolveId` returns the ids of the database. */
  async insert(manager: EntityManager, organizationId: number): Promise<void> {
    for (const noun of Object.keys(kinds) as Noun[]) {
      const items = [...this.itemsById[noun].values()];
      const ids = await insertReferenceItems(manager, kinds[noun], organizationId, items);
      this.itemsById[noun].clear();
      items.forEach(({ name }, index) => this.add(noun, name, ids[index]!));
    }
  }

  private add(noun: Noun, name: string, id: number): number {
    this.idsByName[noun].set(itemNameKey(name), id);
    this.itemsById[noun].set(id, { name, archivedAt: null });
    return id;
  }
}
