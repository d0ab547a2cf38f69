import DataLoader from 'dataloader';
import { cached, type Operation } from '../../platform/graphql/operation';
import { userScope } from '../auth/scopes';
import type { User } from './user.entity';
import type { UserRepository } from './user.repository';

/** Loads users by id. Null for unknown users and for users that the viewer may not see. */
export const userLoader = (operation: Operation, users: UserRepository): DataLoader<number, User | null> =>
  cached(
    operation,
    userLoader,
    () =>
      new DataLoader(async (ids) => {
        const rows = await users.listByIds(userScope(operation.viewer), ids);
        const byId = new Map(rows.map((user) => [user.id, user]));
        return ids.map((id) => byId.get(id) ?? null);
      }),
  );
