import { Condition } from '../../platform/database/condition';
import { sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { Scope } from '../auth/scopes';
import { usernameKeyOf } from './user.entity';
import type { UserFilter } from './user.inputs';
import { addFigureRanges } from './user-figure-filter';
import type { ResolvedFigures } from './user-figures';
import { filteredLists, filteredTexts } from './user-texts';

/**
 * Translates a scope and a filter to an SQL condition on `users u`, for lists, counts and exports. `figures` is required
 * if the filter contains figures.
 */
export function userCondition(scope: Scope, filter?: UserFilter | null, figures?: ResolvedFigures | null): Condition {
  const condition = new Condition().add(sql`u.organizationId = ${scope.organizationId}`);
  if (scope.onlyUserId !== undefined) condition.add(sql`u.id = ${scope.onlyUserId}`);
  return condition.and(matchingUsers(filter, figures));
}

/** The filter alone, without a scope. */
function matchingUsers(filter?: UserFilter | null, figures?: ResolvedFigures | null): Condition {
  const condition = new Condition();
  if (!filter) return condition;
  condition
    .in('u.id', filter.ids && idsOf(filter.ids))
    .containing('u.searchText', filter.search)
    .in('u.usernameKey', filter.usernames?.map(usernameKeyOf))
    .in('u.status', filter.status)
    .in('u.role', filter.role)
    .in('u.teamId', filter.teamIds && idsOf(filter.teamIds))
    .in('u.primaryLocationId', filter.primaryLocationIds && idsOf(filter.primaryLocationIds))
    .jsonContainsAny('u.planIds', filter.planIds && idsOf(filter.planIds))
    .between('u.createdAt', filter.createdAt)
    .between('u.lastLoginAt', filter.lastLoginAt);
  for (const text of filteredTexts) condition.in(`u.${text}`, filter[text]);
  for (const list of filteredLists) condition.jsonContainsAny(`u.${list}`, filter[list]);
  condition
    .is('u.accountType IS NOT NULL', filter.hasAccountType)
    .is('u.company IS NOT NULL', filter.hasCompany)
    .is('u.country IS NOT NULL', filter.hasCountry)
    .is('u.teamId IS NOT NULL', filter.hasTeam)
    .is("u.planIds <> '[]'", filter.hasPlan)
    .is('u.primaryLocationId IS NOT NULL', filter.hasPrimaryLocation)
    .is('u.hasPaymentMethod = 1', filter.hasPaymentMethod)
    .is('u.autopaymentsEnabled = 1', filter.autopaymentsEnabled);
  addFigureRanges(condition, filter, figures);
  for (const { key, values } of filter.customProperties ?? []) condition.jsonPropertyIn('u.customValues', key, values);
  if (filter.lastLoginAt) condition.add(sql`u.lastLoginAt IS NOT NULL`);
  return condition
    .anyOf(filter.anyOf?.map((each) => matchingUsers(each, figures)))
    .not(filter.not && matchingUsers(filter.not, figures));
}
