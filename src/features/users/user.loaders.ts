import DataLoader from 'dataloader';
import { type Operation, remembered } from '../../platform/graphql/operation';
import { userScope } from '../auth/scopes';
import type { Organization } from '../organizations/organization.entity';
import type { Directory, OrganizationRepository } from '../organizations/organization.repository';
import type { User } from './user.entity';
import type { UserRepository } from './user.repository';

/** Loads users by id. Null for unknown users and for users that the viewer may not see. */
export const userLoader = (operation: Operation, users: UserRepository): DataLoader<number, User | null> =>
  remembered(
    operation,
    userLoader,
    () =>
      new DataLoader(async (ids) => {
        const rows = await users.listByIds(userScope(operation.viewer), ids);
        const byId = new Map(rows.map((user) => [user.id, user]));
        return ids.map((id) => byId.get(id) ?? null);
      }),
  );

/** Names of locations, teams and plans by id, read once per operation. */
export const directoryOf = (operation: Operation, organizations: OrganizationRepository): Promise<Directory> =>
  remembered(operation, directoryOf, () => organizations.directory(operation.viewer));

/** The viewer's organization, read once per operation. */
export const organizationOf = (operation: Operation, organizations: OrganizationRepository): Promise<Organization> =>
  remembered(operation, organizationOf, () => organizations.get(operation.viewer));
