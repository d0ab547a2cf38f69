import { userScope } from '../../auth/scopes';
import { userCatalogue } from '../../columns/catalogue';
import { userTemplates } from '../../columns/templates';
import { UserFilter } from '../../users/user.inputs';
import { userExportPermissions } from '../../users/user.policy';
import { userCondition } from '../../users/user-condition';
import { figuresIn } from '../../users/user-figure-filter';
import { type RowDatasetDefinition, selectionCondition } from './row-dataset';
import { usersDataset } from './user-rows';

export const users: RowDatasetDefinition<UserFilter> = {
  title: 'Users',
  recordName: 'user',
  description: 'One row per user.',
  permissions: userExportPermissions,
  templates: userTemplates,
  table: 'users u',
  periodFields: { CREATED: 'u.createdAt', LAST_LOGIN: 'u.lastLoginAt' },
  filter: {
    field: 'users',
    inputType: () => UserFilter,
    usersIn: (filter, path) => [[filter, path]],
    permissions(filter, path) {
      // Only validated: users who may export users may see all their figures.
      figuresIn([[filter, path]]);
      return [];
    },
  },
  catalogue: userCatalogue,
  scope: (viewer) => ({ ...userScope(viewer), users: userScope(viewer) }),
  condition: userCondition,
  open: (snapshot, request) =>
    usersDataset(snapshot, request, (calendar) => selectionCondition(users, request, calendar)),
};
