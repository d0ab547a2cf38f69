import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../../errors';
import { firstUnknown } from '../../platform/database/first-unknown';
import { type Connection, OrderDirection } from '../../platform/graphql/connection';
import { dataScope } from '../../platform/graphql/data-scope';
import { idsOf } from '../../platform/graphql/ids';
import { type ColumnKey, type JoinedKey, page, type SortKey } from '../../platform/graphql/keyset';
import { ownerAccountSql } from '../auth/account-rights';
import type { Scope } from '../auth/scopes';
import { User, usernameKeyOf } from './user.entity';
import { UserOrderField, type UsersArgs } from './user.inputs';
import { userCondition } from './user-condition';
import { isUserFigure, type ResolvedFigure, type ResolvedFigures, type UserFigureName } from './user-figures';

const sortKeys: Record<Exclude<`${UserOrderField}`, UserFigureName>, Omit<ColumnKey<User>, 'descending' | 'name'>> = {
  ID: { expression: 'u.id', value: (user) => user.id },
  USERNAME: { expression: 'u.usernameKey', value: (user) => usernameKeyOf(user.username), text: true },
  LAST_NAME: { expression: "COALESCE(u.lastName, '')", value: (user) => user.lastName ?? '', text: true },
  FIRST_NAME: { expression: "COALESCE(u.firstName, '')", value: (user) => user.firstName ?? '', text: true },
  EMAIL: { expression: "COALESCE(u.email, '')", value: (user) => user.email ?? '', text: true },
  CREATED_AT: { expression: 'u.createdAt', value: (user) => user.createdAt.getTime() },
  LAST_LOGIN_AT: { expression: 'COALESCE(u.lastLoginAt, 0)', value: (user) => user.lastLoginAt?.getTime() ?? 0 },
};

const figureKey = ({ name, none, rows }: ResolvedFigure): Omit<JoinedKey, 'descending'> => ({
  name,
  joined: { rows, key: 'userId', none },
});

export class UserRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Lists users. `figures` is required for an order or a filter by figures. */
  list(
    scope: Scope,
    { filter, orderBy, first, after }: Omit<UsersArgs, 'asOf'>,
    figures?: ResolvedFigures | null,
  ): Promise<Connection<User>> {
    const levels: SortKey<User>[] = (orderBy ?? []).map(({ field, direction }) => {
      const descending = direction === OrderDirection.DESC;
      return isUserFigure(field)
        ? { ...figureKey(figures!.get(field)), descending }
        : { name: field, ...sortKeys[field as keyof typeof sortKeys], descending };
    });
    // The last key must be unique. It has the direction of the first one, so that one index can be used for both.
    levels.push({ name: UserOrderField.ID, ...sortKeys.ID, descending: levels[0]?.descending ?? false });
    return page(this.query(scope, filter, figures), levels, { first, after }, dataScope(scope.onlyUserId));
  }

  find(scope: Scope, id: number): Promise<User | null> {
    return this.query(scope).andWhere('u.id = :id', { id }).getOne();
  }

  findOwner(scope: Scope): Promise<User | null> {
    return this.query(scope).andWhere(ownerAccountSql.text).orderBy('u.id').limit(1).getOne();
  }

  /** Returns users in no particular order, without ids outside the scope. */
  async listByIds(scope: Scope, ids: readonly number[]): Promise<User[]> {
    return ids.length === 0 ? [] : this.query(scope).andWhere('u.id IN (:...ids)', { ids }).getMany();
  }

  /**
   * Parses ids of users.
   *
   * @throws BAD_USER_INPUT for the first id without a user in the scope. Ids of other organizations are reported like
   *   unknown ones.
   */
  async knownIds(scope: Scope, texts: readonly string[], argumentOf: (index: number) => string): Promise<number[]> {
    const ids = idsOf(texts);
    const unknown = await firstUnknown(this.dataSource, 'users u', userCondition(scope), ids);
    if (unknown >= 0)
      throw badInput(argumentOf(unknown), `There is no user with the id ${JSON.stringify(texts[unknown])}.`);
    return ids;
  }

  private query(
    scope: Scope,
    filter?: UsersArgs['filter'],
    figures?: ResolvedFigures | null,
  ): SelectQueryBuilder<User> {
    return userCondition(scope, filter, figures).applyTo(this.dataSource.manager.createQueryBuilder(User, 'u'));
  }
}
