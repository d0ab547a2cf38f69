import { because } from '../../../../error-reasons';
import { AppError, badInput } from '../../../../errors';
import { query, type Queryable } from '../../../../platform/database/query';
import { raw, sql } from '../../../../platform/database/sql';
import { identifier } from '../../../../platform/graphql/input-text';
import { detached } from '../../../../platform/text/detached';
import { quoted } from '../../../../platform/text/quoted';
import type { TextContext } from '../../../columns/column';
import type { AssignableItem, Directory } from '../../../organizations/organization.repository';
import {
  itemNameKey,
  locationKind,
  maxItemNameLength,
  planKind,
  teamKind,
} from '../../../organizations/reference-kinds';
import type { NewItems } from '../../record/import-contents';

export type Noun = Parameters<TextContext['resolveItemId']>[0];

export const itemKinds = { location: locationKind, team: teamKind, plan: planKind } as const;
export const nouns = Object.keys(itemKinds) as Noun[];

/** Ids of the database are far below, and ids of inputs are not above 2^31. */
const firstNewId = 2_140_000_000;

/** The items of one kind. */
interface Items {
  readonly byId: Map<number, AssignableItem>;
  readonly names: Map<number, string>;
  readonly idByName: Map<string, number>;
  readonly idByKey: Map<string, number>;
}

/**
 * The locations, teams and plans of an organization, and those that a file names in addition. A new item has a
 * provisional id. It counts once a row that names it is kept: a row with an error creates nothing.
 */
export class ReferenceNames {
  private readonly items = new Map<Noun, Items>();
  private readonly kept = new Map<number, Noun>();
  private named: [id: number, noun: Noun][] = [];
  private nextNewId = firstNewId;

  private constructor(private readonly canCreate: (noun: Noun) => boolean) {
    for (const noun of nouns)
      this.items.set(noun, { byId: new Map(), names: new Map(), idByName: new Map(), idByKey: new Map() });
  }

  /** Of an organization without items. `canCreate` returns whether a name that no item has becomes a new item. */
  static empty(canCreate: (noun: Noun) => boolean): ReferenceNames {
    return new ReferenceNames(canCreate);
  }

  /** Reads the items of these kinds; of other kinds there are none. */
  static async load(
    database: Queryable,
    organizationId: number,
    needed: ReadonlySet<Noun>,
    canCreate: (noun: Noun) => boolean,
  ): Promise<ReferenceNames> {
    const names = new ReferenceNames(canCreate);
    for (const noun of needed) {
      const rows = await query<{ id: number; name: string; archivedAt: number | null }>(
        database,
        sql`SELECT id, name, archivedAt FROM ${raw(itemKinds[noun].table)} WHERE organizationId = ${organizationId} ORDER BY id DESC`,
      );
      for (const { id, name, archivedAt } of rows)
        addItem(names.of(noun), id, name, archivedAt === null ? null : new Date(Number(archivedAt)));
    }
    return names;
  }

  /** Names by id, the new ones included. */
  get directory(): Directory {
    return { locations: this.of('location').names, teams: this.of('team').names, plans: this.of('plan').names };
  }

  /** Items by id, the new ones included. */
  get referenceData(): Record<'locations' | 'teams' | 'plans', ReadonlyMap<number, AssignableItem>> {
    return { locations: this.of('location').byId, teams: this.of('team').byId, plans: this.of('plan').byId };
  }

  /**
   * Returns the id of the item with this name. Case does not matter, unless several names differ only in it.
   *
   * @throws BAD_USER_INPUT with `unknownName` if no item has the name and none can be created.
   */
  resolveId(noun: Noun, text: string, argument: string): number {
    const items = this.of(noun);
    const name = identifier(argument, text, maxItemNameLength);
    const existing = items.idByName.get(name) ?? items.idByKey.get(itemNameKey(name));
    const id = existing ?? this.create(noun, items, name, argument);
    if (id >= firstNewId) this.named.push([id, noun]);
    return id;
  }

  /** Forgets which new items the row before has named. */
  startRow(): void {
    this.named = [];
  }

  /** Keeps the new items that the row has named. */
  keepRow(): void {
    for (const [id, noun] of this.named) this.kept.set(id, noun);
  }

  /** The names of this kind that rows have and no item has. */
  newNames(noun: Noun): string[] {
    return [...this.kept].filter(([, other]) => other === noun).map(([id]) => this.of(noun).names.get(id)!);
  }

  existingNames(noun: Noun): string[] {
    return [...this.of(noun).names].flatMap(([id, name]) => (id < firstNewId ? name : []));
  }

  get newItems(): NewItems {
    return { locations: this.newNames('location'), teams: this.newNames('team'), plans: this.newNames('plan') };
  }

  private of(noun: Noun): Items {
    return this.items.get(noun)!;
  }

  private create(noun: Noun, items: Items, name: string, argument: string): number {
    if (!this.canCreate(noun))
      throw new AppError(
        'BAD_USER_INPUT',
        `There is no ${noun} ${quoted(name)}. Create it first, or call \`mapImport\` with \`createMissing: true\` if you have the permission to create it.`,
        { argument, unknownName: name, ...because('NAME_UNKNOWN', { noun, name }) },
      );
    const { maxCount } = itemKinds[noun];
    if (items.byId.size >= maxCount)
      throw badInput(
        argument,
        `The name ${quoted(name)} is one ${noun} too many: an organization has at most ${maxCount}. Use an existing name.`,
        because('TOO_MANY_NAMES', { noun, name, max: maxCount }),
      );
    addItem(items, this.nextNewId, detached(name), null);
    return this.nextNewId++;
  }
}

/** Of names that differ only in case, the last one added is found by another spelling. */
function addItem({ byId, names, idByName, idByKey }: Items, id: number, name: string, archivedAt: Date | null): void {
  byId.set(id, { name, archivedAt });
  names.set(id, name);
  idByName.set(name, id);
  idByKey.set(itemNameKey(name), id);
}
