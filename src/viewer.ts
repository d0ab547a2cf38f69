import type { Permission, Role } from './features/auth/permissions';

/** Who is asking. Built from a valid token, never from anything else the client sent. */
export interface Viewer {
  readonly userId: number;
  readonly organizationId: number;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  /** The token that proved it: what is done with it dies with it (sockets, download links). */
  readonly tokenId: number;
  readonly tokenExpiresAt: Date;
}
