import type { Permission, Role } from './features/auth/permissions';

/** The authenticated user of a request. Created from a valid access token only. */
export interface Viewer {
  readonly userId: number;
  readonly organizationId: number;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  /** The access token of the request. Sockets and download links end with it. */
  readonly tokenId: number;
  readonly tokenExpiresAt: Date;
}
