import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { unknownReference } from '../../errors';
import { knownIds } from '../../platform/database/known-ids';
import { type Connection, OrderDirection } from '../../platform/graphql/connection';
import { dataScope } from '../../platform/graphql/data-scope';
import { idOf, idsOf } from '../../platform/graphql/ids';
import { type ColumnKey, type JoinedKey, page, type SortKey } from '../../platform/graphql/keyset';
import { ownerAccountSql } from '../auth/account-rights';
import type { Scope } from '../auth/scopes';
import { User, usernameKeyOf } from './user.entity';
import type { UsersArgs } from './user.inputs';
import { userCondition } from './user-condition';
import { isUserFigure, type ResolvedFigure, type ResolvedFigures, type UserFigureName } from './user-figures';
import { UserOrderField } from './user-order';

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
    { filter, orderBy, ...pageArgs }: Omit<UsersArgs, 'asOf'>,
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
    return page(this.query(scope, filter, figures), levels, pageArgs, dataScope(scope.onlyUserId));
  }

  find(scope: Scope, id: number): Promise<User | null> {
    return this.query(scope).andWhere('u.id = :id', { id }).getOne();
  }

  findByUsername(scope: Scope, username: string): Promise<User | null> {
    return this.query(scope)
      .andWhere('u.usernameKey = :key', { key: usernameKeyOf(username) })
      .getOne();
  }

  findOwner(scope: Scope): Promise<User | null> {
    return this.query(scope).andWhere(ownerAccountSql.text).orderBy('u.id').limit(1).getOne();
  }

  /** The users in the scope among these, by id. */
  async listByIds(scope: Scope, ids: readonly number[]): Promise<Map<number, User>> {
    const rows = ids.length === 0 ? [] : await this.query(scope).andWhere('u.id IN (:...ids)', { ids }).getMany();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * Returns the check of an id in the input of a client, for the ids that it will get. The check returns the id, and
   * throws BAD_USER_INPUT if it is unknown or outside the scope.
   */
  async idCheck(scope: Scope, texts: readonly string[]): Promise<(text: string, argument: string) => number> {
    const known = await knownIds(this.dataSource, 'users u', userCondition(scope), idsOf(texts));
    return (text, argument) => {
      const id = idOf(text);
      if (!known.has(id)) throw unknownReference('user', text, argument);
      return id;
    };
  }

  private query(
    scope: Scope,
    filter?: UsersArgs['filter'],
    figures?: ResolvedFigures | null,
  ): SelectQueryBuilder<User> {
    return userCondition(scope, filter, figures).applyTo(this.dataSource.manager.createQueryBuilder(User, 'u'));
  }
}
