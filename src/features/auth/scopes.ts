import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { Permission } from './permissions';
import { checkPermissions, hasPermissions, missingPermissions } from './required-permissions';

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

/** The permission to read the records of all users. Without it, viewers read only their own. */
const readPermissions = {
  users: [Permission.IDENTITIES_VIEW],
  bookings: [Permission.BOOKINGS_VIEW],
  invoices: [Permission.INVOICES_VIEW],
} as const;
type Records = keyof typeof readPermissions;

export const checkReadAll = (viewer: Viewer, records: Records): AppError | null =>
  checkPermissions(viewer, readPermissions[records], `Reading all ${records}`);

const scope = (viewer: Viewer, records: Records): Scope =>
  hasPermissions(viewer, readPermissions[records])
    ? { organizationId: viewer.organizationId }
    : { organizationId: viewer.organizationId, onlyUserId: viewer.userId };

export const userScope = (viewer: Viewer): Scope => scope(viewer, 'users');
export const bookingScope = (viewer: Viewer): RecordScope => recordScope(viewer, scope(viewer, 'bookings'));
export const invoiceScope = (viewer: Viewer): RecordScope => recordScope(viewer, scope(viewer, 'invoices'));

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
