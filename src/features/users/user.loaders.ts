import DataLoader from 'dataloader';
import { type Operation, remembered } from '../../platform/graphql/operation';
import type { Organization } from '../organizations/organization.entity';
import type { Directory, OrganizationRepository } from '../organizations/organization.repository';
import type { User } from './user.entity';
import { userScope } from './user.policy';
import type { UserRepository } from './user.repository';

/** Users by id, as far as the viewer may see them: anyone else is null, like a user that does not exist. */
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

/** The names behind locationId, teamId and planIds, read once an operation. */
export const directoryOf = (operation: Operation, organizations: OrganizationRepository): Promise<Directory> =>
  remembered(operation, directoryOf, () => organizations.directory(operation.viewer));

/** The viewer's organization, read once an operation. */
export const organizationOf = (operation: Operation, organizations: OrganizationRepository): Promise<Organization> =>
  remembered(operation, organizationOf, () => organizations.get(operation.viewer));
