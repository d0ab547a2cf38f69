import type { DataSource } from 'typeorm';
import { badInput } from '../../errors';
import { idOf } from '../../platform/graphql/ids';
import type { Viewer } from '../../viewer';
import { Organization } from './organization.entity';
import { CustomProperty, Location, Plan, Team } from './parts.entity';

/** The names that a user's rows refer to by id. Small: an organization has tens of each. */
export interface Directory {
  readonly locations: ReadonlyMap<number, string>;
  readonly teams: ReadonlyMap<number, string>;
  readonly plans: ReadonlyMap<number, string>;
}

/** Names of plans, in the order of their ids; one that is gone has none. */
export const planNames = ({ plans }: Directory, ids: readonly number[]): string[] => ids.flatMap((id) => plans.get(id) ?? []);

/** The id of one of these; BAD_USER_INPUT for any other, a foreign one exactly as an unknown one. */
export function knownPart(what: 'location' | 'team' | 'plan', parts: ReadonlyMap<number, string>, text: string, argument: string): number {
  const id = idOf(text);
  if (!parts.has(id)) throw badInput(argument, `There is no ${what} with the id ${JSON.stringify(text)}.`);
  return id;
}

export const longestOrganizationName = 200;
export const isOrganizationName = (name: string): boolean => name.trim() !== '' && name.length <= longestOrganizationName;

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
    return this.dataSource.manager.find(CustomProperty, { where: { organizationId }, order: { position: 'ASC', id: 'ASC' } });
  }

  async directory(viewer: Pick<Viewer, 'organizationId'>): Promise<Directory> {
    const [locations, teams, plans] = [await this.listLocations(viewer), await this.listTeams(viewer), await this.listPlans(viewer)];
    return { locations: byId(locations), teams: byId(teams), plans: byId(plans) };
  }
}

const byId = (rows: readonly { id: number; name: string }[]): Map<number, string> => new Map(rows.map((row) => [row.id, row.name]));
