import type { Viewer } from '../../viewer';
import { Permission } from './permissions';
import { missingPermissions } from './required-permissions';

/** The rows that a viewer may read: all rows of an organization, or only those that belong to one user. */
export interface Scope {
  readonly organizationId: number;
  /** Absent: the rows of all users. */
  readonly onlyUserId?: number;
}

/** Scope of bookings or invoices, with the scope of the users that a filter or grouping may refer to. */
export interface RecordScope extends Scope {
  readonly users: Scope;
}

const scope = (viewer: Viewer, required: Permission): Scope =>
  viewer.permissions.has(required)
    ? { organizationId: viewer.organizationId }
    : { organizationId: viewer.organizationId, onlyUserId: viewer.userId };

export const userScope = (viewer: Viewer): Scope => scope(viewer, Permission.IDENTITIES_VIEW);
export const bookingScope = (viewer: Viewer): RecordScope =>
  recordScope(viewer, scope(viewer, Permission.BOOKINGS_VIEW));
export const invoiceScope = (viewer: Viewer): RecordScope =>
  recordScope(viewer, scope(viewer, Permission.INVOICES_VIEW));

// Viewers may filter and group their own records by anything about themselves.
const recordScope = (viewer: Viewer, records: Scope): RecordScope => ({
  ...records,
  users: records.onlyUserId === undefined ? userScope(viewer) : records,
});

/** @throws FORBIDDEN if the viewer may see these records but not their users, which the result would reveal. */
export function assertUsersVisible({ onlyUserId, users }: RecordScope, subject: string): void {
  if (onlyUserId === undefined && users.onlyUserId !== undefined)
    throw missingPermissions(subject, [Permission.IDENTITIES_VIEW]);
}
