import type { DataSource, FindManyOptions } from 'typeorm';
import { because } from '../../error-reasons';
import { badInput, unknownReference } from '../../errors';
import { idOf } from '../../platform/graphql/ids';
import type { Viewer } from '../../viewer';
import { Organization } from './organization.entity';
import { CustomProperty, Location, type NamedItem, Plan, Team } from './reference-data.entity';

/** Names of the reference data of an organization, by id. */
export interface Directory {
  readonly locations: ReadonlyMap<number, string>;
  readonly teams: ReadonlyMap<number, string>;
  readonly plans: ReadonlyMap<number, string>;
}

/** A location, team, plan or custom property that records can refer to, unless it is archived. */
export type AssignableItem = Pick<Location, 'name' | 'archivedAt'>;

/** The locations, teams and plans of an organization, by id. */
export interface NamedItems {
  readonly locations: ReadonlyMap<number, Location>;
  readonly teams: ReadonlyMap<number, Team>;
  readonly plans: ReadonlyMap<number, Plan>;
}

/** The reference data of an organization: by id, custom properties by key. */
export interface ReferenceData {
  readonly locations: ReadonlyMap<number, AssignableItem>;
  readonly teams: ReadonlyMap<number, AssignableItem>;
  readonly plans: ReadonlyMap<number, AssignableItem>;
  readonly customProperties: ReadonlyMap<string, AssignableItem>;
}

/** The plans with these ids, or their names, in the order of the ids. Plans that no longer exist are omitted. */
export const plansWithIds = <PlanOrName>(
  { plans }: { readonly plans: ReadonlyMap<number, PlanOrName> },
  ids: readonly number[],
): PlanOrName[] => ids.flatMap((id) => plans.get(id) ?? []);

/**
 * Parses the id of an item that a record may refer to: one that is not archived, or that the record already has.
 *
 * @throws BAD_USER_INPUT for any other id. An id of another organization is reported like an unknown one.
 */
export function parseAssignableId(
  noun: 'location' | 'team' | 'plan',
  items: ReadonlyMap<number, AssignableItem>,
  text: string,
  argument: string,
  assigned: readonly (number | null)[] = [],
): number {
  const id = idOf(text);
  const item = items.get(id);
  if (!item) throw unknownReference(noun, text, argument);
  if (item.archivedAt && !assigned.includes(id)) throw archivedError(noun, item.name, argument);
  return id;
}

export const archivedError = (noun: string, name: string, argument: string): Error =>
  badInput(
    argument,
    `The ${noun} ${JSON.stringify(name)} is archived. Restore it, or choose another.`,
    because('VALUE_ARCHIVED', { value: name }),
  );

export const maxOrganizationNameLength = 200;
export const isOrganizationName = (name: string): boolean =>
  name.trim() !== '' && name.length <= maxOrganizationNameLength;

/** Reads the viewer's own organization and its reference data. No method accepts the id of another organization. */
export class OrganizationRepository {
  constructor(private readonly dataSource: DataSource) {}

  get({ organizationId }: Pick<Viewer, 'organizationId'>): Promise<Organization> {
    return this.dataSource.manager.findOneByOrFail(Organization, { id: organizationId });
  }

  listLocations(viewer: Pick<Viewer, 'organizationId'>): Promise<Location[]> {
    return this.listNamed(Location, viewer);
  }

  listTeams(viewer: Pick<Viewer, 'organizationId'>): Promise<Team[]> {
    return this.listNamed(Team, viewer);
  }

  listPlans(viewer: Pick<Viewer, 'organizationId'>): Promise<Plan[]> {
    return this.listNamed(Plan, viewer);
  }

  listCustomProperties({ organizationId }: Pick<Viewer, 'organizationId'>): Promise<CustomProperty[]> {
    return this.dataSource.manager.find(CustomProperty, {
      where: { organizationId },
      order: { position: 'ASC', id: 'ASC' },
    });
  }

  async referenceData(viewer: Pick<Viewer, 'organizationId'>): Promise<ReferenceData> {
    const items = await this.namedItems(viewer);
    const properties = await this.listCustomProperties(viewer);
    return { ...items, customProperties: new Map(properties.map((row) => [row.key, row])) };
  }

  async namedItems(viewer: Pick<Viewer, 'organizationId'>): Promise<NamedItems> {
    return {
      locations: byId(await this.listLocations(viewer)),
      teams: byId(await this.listTeams(viewer)),
      plans: byId(await this.listPlans(viewer)),
    };
  }

  private listNamed<Item extends NamedItem>(
    entity: new () => Item,
    { organizationId }: Pick<Viewer, 'organizationId'>,
  ): Promise<Item[]> {
    const order = { position: 'ASC', name: 'ASC', id: 'ASC' };
    const options = { where: { organizationId }, order } as FindManyOptions<Item>;
    return this.dataSource.manager.find(entity, options);
  }
}

const byId = <Row extends { readonly id: number }>(rows: readonly Row[]): Map<number, Row> =>
  new Map(rows.map((row) => [row.id, row]));
