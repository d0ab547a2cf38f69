import { Condition } from '../../platform/database/condition';
import { sql } from '../../platform/database/sql';
import { idsOf } from '../../platform/graphql/ids';
import type { UserFilter } from './user.inputs';
import type { Scope } from './user.policy';
import { addFigures, requestedFigures } from './user-figure-filter';
import type { ResolvedFigures } from './user-figures';

/**
 * The one translation of a scope and a filter into SQL over `users u`, for lists, counts and exports alike. A filter by
 * figures needs them.
 */
export function userCondition(scope: Scope, filter?: UserFilter | null, figures?: ResolvedFigures | null): Condition {
  const condition = new Condition().add(sql`u.organizationId = ${scope.organizationId}`);
  if (scope.onlyUserId !== undefined) condition.add(sql`u.id = ${scope.onlyUserId}`);
  if (!filter) return condition;
  condition
    .in('u.id', filter.ids && idsOf(filter.ids))
    .containing('u.searchText', filter.search)
    .in('u.status', filter.status)
    .in('u.role', filter.role)
    .in('u.accountType', filter.accountType)
    .in('u.teamId', filter.teamIds && idsOf(filter.teamIds))
    .in('u.primaryLocationId', filter.primaryLocationIds && idsOf(filter.primaryLocationIds))
    .jsonContainsAny('u.planIds', filter.planIds && idsOf(filter.planIds))
    .jsonContainsAny('u.tags', filter.tags)
    .between('u.createdAt', filter.createdAt)
    .between('u.lastLoginAt', filter.lastLoginAt);
  const wanted = requestedFigures(filter, 'filter');
  if (wanted.length > 0) addFigures(condition, wanted, figures!);
  return filter.lastLoginAt ? condition.add(sql`u.lastLoginAt IS NOT NULL`) : condition;
}
