import { raw, sql } from '../../../platform/database/sql';
import { plansWithIds } from '../../organizations/organization.repository';
import { Location, type NamedItem, Plan, Team } from '../../organizations/reference-data.entity';
import { UserStatus } from '../../users/user.entity';
import type { UserFilter } from '../../users/user.inputs';
import type { Dimension, GroupFilter } from './dimension';

/** The filter by users within a filter of records. */
type UsersOf = (filter: GroupFilter) => UserFilter | null | undefined;

export const usersOfRecords: UsersOf = (filter) => (filter as { users?: UserFilter | null } | null | undefined)?.users;

/** Dimensions by the user of a record. */
export const userDimensions = (user: string, usersOf: UsersOf) =>
  ({
    ...attributeDimensions(user, usersOf),
    USER: {
      description: `${user[0]!.toUpperCase()}${user.slice(1)}.`,
      field: { name: 'username', type: String, description: 'Username of the user.' },
      isOfUser: true,
      expression: () => sql`u.username`,
      groups: (username) => [username],
    },
  }) satisfies Record<string, Dimension>;

/** Dimensions that are attributes of a user. `user` names that user, for example "the user who booked". */
export const attributeDimensions = (user: string, usersOf: UsersOf) =>
  ({
    PLAN: {
      description: `The plans of ${user}. A user with two plans counts in both groups, so the groups may add up to more than the total.`,
      field: { name: 'plan', type: String, description: 'Name of the plan; null for users without a plan.' },
      isOfUser: true,
      isMultiple: true,
      expression: () => sql`u.planIds`,
      item: Plan,
      groups: (planIds, items) => {
        const plans = plansWithIds(items, JSON.parse(planIds as string) as number[]);
        return plans.length > 0 ? plans : [null];
      },
      groupsOfFilter: (filter, { plans }) => itemsWithIds(plans, usersOf(filter)?.planIds),
    },
    TEAM: {
      description: `The team of ${user}.`,
      field: { name: 'team', type: String, description: 'Name of the team; null for users without a team.' },
      item: Team,
      isOfUser: true,
      expression: () => sql`u.teamId`,
      groups: (teamId, { teams }) => [teamId === null ? null : (teams.get(teamId as number) ?? null)],
      groupsOfFilter: (filter, { teams }) => itemsWithIds(teams, usersOf(filter)?.teamIds),
    },
    PRIMARY_LOCATION: {
      description: `The primary location of ${user}.`,
      field: {
        name: 'primaryLocation',
        type: String,
        description: 'Name of the primary location of the user; null for users without one.',
      },
      item: Location,
      isOfUser: true,
      expression: () => sql`u.primaryLocationId`,
      groups: (locationId, { locations }) => [
        locationId === null ? null : (locations.get(locationId as number) ?? null),
      ],
      groupsOfFilter: (filter, { locations }) => itemsWithIds(locations, usersOf(filter)?.primaryLocationIds),
    },
    ACCOUNT_TYPE: textDimension('accountType', 'account type', user, usersOf),
    COMPANY: textDimension('company', 'company', user, usersOf),
    COUNTRY: textDimension('country', 'country', user, usersOf),
    USER_STATUS: {
      description: `The account status of ${user}.`,
      field: { name: 'userStatus', type: UserStatus, description: 'Account status of the user.' },
      isOfUser: true,
      expression: () => sql`u.status`,
      groups: (status) => [status],
      groupsOfFilter: (filter) => usersOf(filter)?.status ?? undefined,
    },
  }) satisfies Record<string, Dimension>;

/** The items with these ids of a filter. Undefined without a filter. */
export const itemsWithIds = <Item extends NamedItem>(
  items: ReadonlyMap<number, Item>,
  ids: readonly string[] | null | undefined,
): Item[] | undefined => ids?.flatMap((id) => items.get(Number(id)) ?? []) ?? undefined;

/** A dimension by a text of the user. */
function textDimension(
  column: 'accountType' | 'company' | 'country',
  name: string,
  user: string,
  usersOf: UsersOf,
): Dimension {
  return {
    description: `The ${name} of ${user}.`,
    field: {
      name: column,
      type: String,
      description: `${name[0]!.toUpperCase()}${name.slice(1)} of the user; null for users without one.`,
    },
    isOfUser: true,
    expression: () => raw(`u.${column}`),
    groups: (text) => [text],
    groupsOfFilter: (filter) => usersOf(filter)?.[column] ?? undefined,
  };
}
