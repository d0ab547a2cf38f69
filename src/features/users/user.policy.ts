import { forbidden } from '../../errors';
import type { Viewer } from '../../viewer';
import { Permission, Role } from '../auth/permissions';

/** Whose rows a viewer may read: those of one organization, or within it of one user. Every repository asks for one. */
export interface Scope {
  readonly organizationId: number;
  /** Absent: everyone's. */
  readonly onlyUserId?: number;
}

/** Whose bookings or invoices; and which users a filter or a grouping may ask about. */
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

// Of their own records, the viewer may ask anything about themself.
const recordScope = (viewer: Viewer, records: Scope): RecordScope => ({
  ...records,
  users: records.onlyUserId === undefined ? userScope(viewer) : records,
});

/** FORBIDDEN for who may see these records, but not what their users are: the answer would say it, or be wrong. */
export function refuseHiddenUsers({ onlyUserId, users }: RecordScope, asking: string): void {
  if (onlyUserId === undefined && users.onlyUserId !== undefined)
    throw forbidden(`${asking} needs the permission ${Permission.IDENTITIES_VIEW}.`);
}

/** The two families of figures, by the permission that shows them. */
export type FigurePermission = Permission.BOOKINGS_VIEW | Permission.INVOICES_VIEW;

/** Whoever may take user data out as a file, figures and all, may also read those figures in a query. */
const canSeeFigures = (viewer: Viewer, needed: FigurePermission): boolean =>
  viewer.permissions.has(needed) || canExportUsers(viewer);

export const canSeeBookingFiguresOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || canSeeFigures(viewer, Permission.BOOKINGS_VIEW);
export const canSeeInvoiceTotalsOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || canSeeFigures(viewer, Permission.INVOICES_VIEW);

/** Ordering or filtering by a figure tells it of every user whom the answer may be about. */
export const canAskForFigures = (viewer: Viewer, users: Scope, needed: FigurePermission): boolean =>
  users.onlyUserId === viewer.userId || canSeeFigures(viewer, needed);

export const userExportPermissions = [
  Permission.DATA_PROTECTION,
  Permission.IDENTITIES_VIEW,
  Permission.IDENTITIES_EDIT,
] as const;

/** Taking user data out needs all three; a member never holds any, whatever was granted. */
export const canExportUsers = ({ permissions }: Pick<Viewer, 'permissions'>): boolean =>
  userExportPermissions.every((permission) => permissions.has(permission));

export const canSeeTokensOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || viewer.role === Role.OWNER;

/** The owner's account is the owner's alone. */
export const canChangeUser = (viewer: Viewer, user: { readonly id: number; readonly role: Role }): boolean =>
  user.role !== Role.OWNER || user.id === viewer.userId;

/** What others are and what they may: or an admin could grant themself the rest. */
export const canGrant = ({ role }: Viewer): boolean => role === Role.OWNER;
