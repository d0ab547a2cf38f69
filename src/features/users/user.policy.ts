import { forbidden } from '../../errors';
import type { Viewer } from '../../viewer';
import { Permission, Role } from '../auth/permissions';

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

const scope = (viewer: Viewer, needed: Permission): Scope =>
  viewer.permissions.has(needed)
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

/** @throws FORBIDDEN if the viewer may see these records but not their users, which the answer would reveal. */
export function refuseHiddenUsers({ onlyUserId, users }: RecordScope, asking: string): void {
  if (onlyUserId === undefined && users.onlyUserId !== undefined)
    throw forbidden(`${asking} needs the permission ${Permission.IDENTITIES_VIEW}.`);
}

/** The permission that shows a figure of bookings or of invoices. */
export type FigurePermission = Permission.BOOKINGS_VIEW | Permission.INVOICES_VIEW;

/** Viewers who may export users, with their figures, may also query those figures. */
const canSeeFigures = (viewer: Viewer, required: FigurePermission): boolean =>
  viewer.permissions.has(required) || canExportUsers(viewer);

export const canSeeBookingFiguresOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || canSeeFigures(viewer, Permission.BOOKINGS_VIEW);
export const canSeeInvoiceTotalsOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || canSeeFigures(viewer, Permission.INVOICES_VIEW);

/** An order or a filter by a figure reveals it for every user in the scope. */
export const canAskForFigures = (viewer: Viewer, users: Scope, required: FigurePermission): boolean =>
  users.onlyUserId === viewer.userId || canSeeFigures(viewer, required);

export const userExportPermissions = [
  Permission.DATA_PROTECTION,
  Permission.IDENTITIES_VIEW,
  Permission.IDENTITIES_EDIT,
] as const;

/** Exports of users require all three permissions. */
export const canExportUsers = ({ permissions }: Pick<Viewer, 'permissions'>): boolean =>
  userExportPermissions.every((permission) => permissions.has(permission));

export const canSeeTokensOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || viewer.role === Role.OWNER;

/** Only the owner may change the account of the owner. */
export const canChangeUser = (viewer: Viewer, user: { readonly id: number; readonly role: Role }): boolean =>
  user.role !== Role.OWNER || user.id === viewer.userId;

/** Only the owner may assign roles and permissions, or admins could grant themselves more. */
export const canGrant = ({ role }: Viewer): boolean => role === Role.OWNER;
