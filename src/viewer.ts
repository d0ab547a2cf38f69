import type { Permission, PermissionLimit, Role } from './features/auth/permissions';

/** What a request was authenticated with: the id of an access token or of a session. */
export type CredentialId = `${CredentialKind} ${number}`;
export type CredentialKind = 'token' | 'session';

/** The authenticated user of a request. Created from a valid access token or session only. */
export interface Viewer {
  readonly userId: number;
  readonly organizationId: number;
  /** ADMIN for the owner with a limited access token. */
  readonly role: Role;
  /** The permissions of the account, within the limit of the access token. */
  readonly permissions: ReadonlySet<Permission>;
  /** Sockets and download links end with it. */
  readonly credential: CredentialId;
  /** Whether an identity provider signed in to the session, or to the one in which the access token was created. */
  readonly isFromProvider: boolean;
  /** The limit of the access token. What the viewer starts, such as an import, keeps it. */
  readonly permissionLimit: PermissionLimit;
}
