import { Role } from '../features/auth/permissions';
import type { Viewer } from '../viewer';

/** The viewer of an operation that needs none: see `Anonymous`. No row belongs to it. */
export const anonymousViewer: Viewer = {
  userId: 0,
  organizationId: 0,
  role: Role.MEMBER,
  permissions: new Set(),
  credential: 'token 0',
  isFromProvider: false,
  permissionLimit: [],
};
