import type { AppError } from '../../errors';
import type { CredentialKind, Viewer } from '../../viewer';
import { credentialId } from './credentials';
import { denial, DenialCode } from './denials';
import { Role } from './permissions';

/** Whose access tokens and sessions the viewer may end: their own or, for the owner, all of the organization. */
export const revocableScope = ({
  organizationId,
  userId,
  role,
}: Viewer): { organizationId: number; userId?: number } =>
  role === Role.OWNER ? { organizationId } : { organizationId, userId };

const limitedTokenMessages: Readonly<Record<CredentialKind, string>> = {
  token: 'A limited access token can revoke only itself.',
  session: 'A limited access token cannot end sessions.',
};

/** Returns FORBIDDEN for a limited access token, which may end only itself. Without an id: any other than its own. */
export const checkRevoke = (
  { permissionLimit, credential }: Viewer,
  kind: CredentialKind,
  id?: number,
): AppError | null =>
  permissionLimit === null || (id !== undefined && credential === credentialId(kind, id))
    ? null
    : denial(DenialCode.LIMITED_TOKEN, limitedTokenMessages[kind]);
