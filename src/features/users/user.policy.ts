import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { Permission, Role } from '../auth/permissions';
import {
  checkOwnerInSession,
  checkPermissions,
  hasPermissions,
  missingPermissions,
  userEditPermissions,
} from '../auth/required-permissions';

/** The permission that shows a figure of bookings or of invoices. */
export type FigurePermission = Permission.BOOKINGS_VIEW | Permission.INVOICES_VIEW;

/** Viewers who may export users, with their figures, may also query those figures. */
export const checkSeeFigures = (viewer: Viewer, required: FigurePermission, subject: string): AppError | null =>
  viewer.permissions.has(required) || canExportUsers(viewer) ? null : missingPermissions(subject, [required]);

/** Users see their own figures. */
export const checkSeeFiguresOf = (
  viewer: Viewer,
  userId: number | undefined,
  required: FigurePermission,
  subject: string,
): AppError | null => (userId === viewer.userId ? null : checkSeeFigures(viewer, required, subject));

export const userExportPermissions = [
  Permission.DATA_PROTECTION,
  Permission.IDENTITIES_VIEW,
  Permission.IDENTITIES_EDIT,
] as const;

/** Exports of users require all three permissions. */
export const canExportUsers = (viewer: Pick<Viewer, 'permissions'>): boolean =>
  hasPermissions(viewer, userExportPermissions);

export const checkChangeUsers = (viewer: Viewer): AppError | null => checkPermissions(viewer, userEditPermissions);

/** Only the owner may assign roles and permissions, or admins could grant themselves more. */
export const checkGrant = (viewer: Pick<Viewer, 'role' | 'credential'>): AppError | null =>
  checkOwnerInSession(viewer, 'assign roles and permissions', 'Assigning roles and permissions');

export const checkTransferOwnership = (viewer: Pick<Viewer, 'role' | 'credential'>): AppError | null =>
  checkOwnerInSession(viewer, 'transfer the ownership', 'Transferring the ownership');

export const canSeeCredentialsOf = (viewer: Viewer, userId: number): boolean =>
  userId === viewer.userId || viewer.role === Role.OWNER;

/** Only the owner may change the account of the owner. */
export const canChangeUser = (
  { userId }: Pick<Viewer, 'userId'>,
  user: { readonly id: number; readonly role: Role },
): boolean => user.role !== Role.OWNER || user.id === userId;
