import type { AppError } from '../../errors';
import { allOf } from '../../platform/text/alternatives';
import type { Viewer } from '../../viewer';
import { isByLink, isSession } from './credentials';
import { denial, DenialCode } from './denials';
import { Permission, Role } from './permissions';

// A mutation returns the records that it changed, so editing requires the permission to view as well.
export const userEditPermissions = [Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT] as const;
export const bookingEditPermissions = [Permission.BOOKINGS_VIEW, Permission.BOOKINGS_EDIT] as const;
export const invoiceEditPermissions = [Permission.INVOICES_VIEW, Permission.INVOICES_EDIT] as const;

export const hasPermissions = (
  { permissions }: Pick<Viewer, 'permissions'>,
  required: readonly Permission[],
): boolean => required.every((permission) => permissions.has(permission));

/** Returns FORBIDDEN, with the required permissions, unless the viewer has all of them. */
export const checkPermissions = (
  viewer: Pick<Viewer, 'permissions'>,
  required: readonly Permission[],
  subject = 'This',
): AppError | null => (hasPermissions(viewer, required) ? null : missingPermissions(subject, required));

/** Returns FORBIDDEN unless the viewer is the owner. `action` completes "Only the owner may …". */
export const checkOwner = ({ role }: Pick<Viewer, 'role'>, action: string): AppError | null =>
  role === Role.OWNER ? null : ownerOnly(`Only the owner may ${action}.`);

/**
 * Returns FORBIDDEN for an access token. Whatever decides who can sign in as a user with rights needs a session: a leaked
 * token would otherwise leave a way in that its revocation does not end. `subject` completes "… needs a session".
 */
export const checkSession = ({ credential }: Pick<Viewer, 'credential'>, subject: string): AppError | null =>
  isSession(credential)
    ? null
    : denial(DenialCode.SESSION_REQUIRED, `${subject} needs a session. Sign in instead of sending an access token.`);

/**
 * Returns FORBIDDEN for an access token, and for a session of the identity provider: what it sets would outlive the
 * removal of the provider. `subject` completes "… needs a session".
 */
export const checkLinkSession = (
  viewer: Pick<Viewer, 'credential' | 'isFromProvider'>,
  subject: string,
): AppError | null =>
  checkSession(viewer, subject) ??
  (isByLink(viewer)
    ? null
    : denial(
        DenialCode.LINK_SESSION_REQUIRED,
        `${subject} needs a session that was started by a link. Sign out, and sign in by a link in a mail.`,
      ));

/**
 * Returns FORBIDDEN unless the viewer is the owner in a session. `action` completes "Only the owner may …", and `subject`
 * completes "… needs a session".
 */
export const checkOwnerInSession = (
  viewer: Pick<Viewer, 'role' | 'credential'>,
  action: string,
  subject: string,
): AppError | null => checkOwner(viewer, action) ?? checkSession(viewer, subject);

export const ownerOnly = (message: string): AppError => denial(DenialCode.OWNER_ONLY, message);

/** FORBIDDEN with the required permissions. */
export const missingPermissions = (subject: string, required: readonly Permission[]): AppError =>
  permissionsRequired(`${subject} requires the ${listPermissions(required)}.`, required);

export const permissionsRequired = (message: string, required: readonly Permission[]): AppError =>
  denial(DenialCode.PERMISSIONS_REQUIRED, message, required);

export const listPermissions = (permissions: readonly Permission[]): string =>
  `${permissions.length === 1 ? 'permission' : 'permissions'} ${allOf(permissions)}`;
