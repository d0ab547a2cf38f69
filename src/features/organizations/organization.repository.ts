import type { DataSource } from 'typeorm';
import { badInput } from '../../errors';
import { idOf } from '../../platform/graphql/ids';
import type { Viewer } from '../../viewer';
import { Organization } from './organization.entity';
import { CustomProperty, Location, Plan, Team } from './reference-data.entity';

/** The names that a user's rows refer to by id. Small: an organization has tens of each. */
export interface Directory {
  readonly locations: ReadonlyMap<number, string>;
  readonly teams: ReadonlyMap<number, string>;
  readonly plans: ReadonlyMap<number, string>;
}

/** A location, team, plan or custom property as records refer to it. */
export type AssignableItem = Pick<Location, 'name' | 'archivedAt'>;

/** What records can refer to: by id, custom properties by key. */
export interface ReferenceData {
  readonly locations: ReadonlyMap<number, AssignableItem>;
  readonly teams: ReadonlyMap<number, AssignableItem>;
  readonly plans: ReadonlyMap<number, AssignableItem>;
  readonly customProperties: ReadonlyMap<string, AssignableItem>;
}

/** Names of plans, in the order of their ids; one that is gone has none. */
export const planNames = ({ plans }: Directory, ids: readonly number[]): string[] =>
  ids.flatMap((id) => plans.get(id) ?? []);

/**
 * The id of one of these; BAD_USER_INPUT for any other, a foreign one exactly as an unknown one, and for an archived
 * one unless the record has it already.
 */
export function parseAssignableId(
  what: 'location' | 'team' | 'plan',
  parts: ReadonlyMap<number, AssignableItem>,
  text: string,
  argument: string,
  assigned: readonly (number | null)[] = [],
): number {
  const id = idOf(text);
  const part = parts.get(id);
  if (!part) throw badInput(argument, `There is no ${what} with the id ${JSON.stringify(text)}.`);
  if (part.archivedAt && !assigned.includes(id)) throw archivedError(what, part.name, argument);
  return id;
}

export const archivedError = (what: string, name: string, argument: string): Error =>
  badInput(argument, `The ${what} ${JSON.stringify(name)} is archived: restore it, or choose another.`);

export const maxOrganizationNameLength = 200;
export const isOrganizationName = (name: string): boolean =>
  name.trim() !== '' && name.length <= maxOrganizationNameLength;

/** Everything here is of the viewer's own organization; there is no way to ask for another. */
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
