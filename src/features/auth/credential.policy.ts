import type { CredentialId, Viewer } from '../../viewer';
import { Role } from './permissions';

/** Whose access tokens and sessions the viewer may end: their own or, for the owner, all of the organization. */
export const revocableScope = ({
  organizationId,
  userId,
  role,
}: Viewer): { organizationId: number; userId?: number } =>
  role === Role.OWNER ? { organizationId } : { organizationId, userId };

/** A limited access token may end only itself. */
export const canRevoke = ({ permissionLimit, credential }: Viewer, other: CredentialId): boolean =>
  permissionLimit === null || credential === other;
