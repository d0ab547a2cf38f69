import type { DataSource } from 'typeorm';
import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { idOf } from '../../platform/graphql/ids';
import type { Viewer } from '../../viewer';
import { Organization } from './organization.entity';
import { CustomProperty, Location, Plan, Team } from './reference-data.entity';

/** Names of the reference data of an organization, by id. */
export interface Directory {
  readonly locations: ReadonlyMap<number, string>;
  readonly teams: ReadonlyMap<number, string>;
  readonly plans: ReadonlyMap<number, string>;
}

/** A location, team, plan or custom property that records can refer to, unless it is archived. */
export type AssignableItem = Pick<Location, 'name' | 'archivedAt'>;

/** The reference data of an organization: by id, custom properties by key. */
export interface ReferenceData {
  readonly locations: ReadonlyMap<number, AssignableItem>;
  readonly teams: ReadonlyMap<number, AssignableItem>;
  readonly plans: ReadonlyMap<number, AssignableItem>;
  readonly customProperties: ReadonlyMap<string, AssignableItem>;
}

/** Names of plans, in the order of `ids`. Plans that no longer exist are omitted. */
export const planNames = ({ plans }: Directory, ids: readonly number[]): string[] =>
  ids.flatMap((id) => plans.get(id) ?? []);

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
  if (!item)
    throw badInput(
      argument,
      `There is no ${noun} with the id ${JSON.stringify(text)}.`,
      because('UNKNOWN_ID', { id: text }),
    );
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

  listLocations({ organizationId }: Pick<Viewer, 'organizationId'>): Promise<Location[]> {
    return this.dataSource.manager.find(Location, { where: { organizationId }, order: { name: 'ASC', id: 'ASC' } });
  }

  listTeams({ organizationId }: Pick<Viewer, 'organizationId'>): Promise<Team[]> {
    return this.dataSource.manager.find(Team, { where: { organizationId }, order: { name: 'ASC', id: 'ASC' } });
  }

  listPlans({ organizationId }: Pick<Viewer, 'organizationId'>): Promise<Plan[]> {
    return this.dataSource.manager.find(Plan, { where: { organizationId }, order: { name: 'ASC', id: 'ASC' } });
  }

  listCustomProperties({ organizationId }: Pick<Viewer, 'organizationId'>): Promise<CustomProperty[]> {
    return this.dataSource.manager.find(CustomProperty, {
      where: { organizationId },
      order: { position: 'ASC', id: 'ASC' },
    });
  }

  async referenceData(viewer: Pick<Viewer, 'organizationId'>): Promise<ReferenceData> {
    const [locations, teams, plans] = [
      await this.listLocations(viewer),
      await this.listTeams(viewer),
      await this.listPlans(viewer),
    ];
    const properties = await this.listCustomProperties(viewer);
    const byId = <Row extends AssignableItem & { readonly id: number }>(
      rows: readonly Row[],
    ): Map<number, AssignableItem> => new Map(rows.map((row) => [row.id, row]));
    return {
      locations: byId(locations),
      teams: byId(teams),
      plans: byId(plans),
      customProperties: new Map(properties.map((row) => [row.key, row])),
    };
  }

  async directory(viewer: Pick<Viewer, 'organizationId'>): Promise<Directory> {
    const [locations, teams, plans] = [
      await this.listLocations(viewer),
      await this.listTeams(viewer),
      await this.listPlans(viewer),
    ];
    return { locations: namesById(locations), teams: namesById(teams), plans: namesById(plans) };
  }
}

const namesById = (rows: readonly { id: number; name: string }[]): Map<number, string> =>
  new Map(rows.map((row) => [row.id, row.name]));
