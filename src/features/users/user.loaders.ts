import type DataLoader from 'dataloader';
import type { Operation } from '../../platform/graphql/operation';
import { recordLoader } from '../../platform/graphql/record.loaders';
import { userScope } from '../auth/scopes';
import type { User } from './user.entity';
import type { UserRepository } from './user.repository';

/** Loads users by id. Null for unknown users and for users that the viewer may not see. */
export const userLoader = (operation: Operation, users: UserRepository): DataLoader<number, User | null> =>
  recordLoader(operation, users, userScope);
