import { Condition } from '../../platform/database/condition';
import { idsOf } from '../../platform/graphql/ids';
import type { UserFilter } from './user.inputs';
import type { Scope } from './user.policy';
import { addFigures, wantedFigures } from './user-figure-filter';
import type { MeasuredFigures } from './user-figures';

/**
 * The one translation of a scope and a filter into SQL over `users u`, for lists, counts and exports alike. A filter by
 * figures needs them.
 */
export function userCondition(scope: Scope, filter?: UserFilter | null, figures?: MeasuredFigures | null): Condition {
  const condition = new Condition().add('u.organizationId = ?', scope.organizationId);
  if (scope.onlyUserId !== undefined) condition.add('u.id = ?', scope.onlyUserId);
  if (!filter) return condition;
  condition
    .oneOf('u.id', filter.ids && idsOf(filter.ids))
    .containing('u.searchText', filter.search)
    .oneOf('u.status', filter.status)
    .oneOf('u.role', filter.role)
    .oneOf('u.accountType', filter.accountType)
    .oneOf('u.teamId', filter.teamIds && idsOf(filter.teamIds))
    .oneOf('u.primaryLocationId', filter.primaryLocationIds && idsOf(filter.primaryLocationIds))
    .holdsOneOf('u.planIds', filter.planIds && idsOf(filter.planIds))
    .holdsOneOf('u.tags', filter.tags)
    .within('u.createdAt', filter.createdAt)
    .within('u.lastLoginAt', filter.lastLoginAt);
  const wanted = wantedFigures(filter, 'filter');
  if (wanted.length > 0) addFigures(condition, wanted, figures!);
  return filter.lastLoginAt ? condition.add('u.lastLoginAt IS NOT NULL') : condition;
}
