import type { Viewer } from '../../viewer';
import { Permission, Role } from '../auth/permissions';
import type { Scope } from '../auth/scopes';

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

export const canSeeCredentialsOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || viewer.role === Role.OWNER;

/** Only the owner may change the account of the owner. */
export const canChangeUser = (
  { userId }: Pick<Viewer, 'userId'>,
  user: { readonly id: number; readonly role: Role },
): boolean => user.role !== Role.OWNER || user.id === userId;

/** Only the owner may assign roles and permissions, or admins could grant themselves more. */
export const canGrant = ({ role }: Pick<Viewer, 'role'>): boolean => role === Role.OWNER;
