import { type AppError, forbidden } from '../../errors';
import type { Viewer } from '../../viewer';
import { Permission } from './permissions';

// A mutation returns the records that it changed, so editing requires the permission to view as well.
export const userEditPermissions = [Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT] as const;
export const bookingEditPermissions = [Permission.BOOKINGS_VIEW, Permission.BOOKINGS_EDIT] as const;
export const invoiceEditPermissions = [Permission.INVOICES_VIEW, Permission.INVOICES_EDIT] as const;

/** @throws FORBIDDEN, with the required permissions, unless the viewer has all of them. */
export function assertPermissions({ permissions }: Viewer, required: readonly Permission[]): void {
  if (!required.every((permission) => permissions.has(permission))) throw missingPermissions('This', required);
}

/** FORBIDDEN with the required permissions. */
export const missingPermissions = (subject: string, required: readonly Permission[]): AppError =>
  forbidden(`${subject} requires the ${listPermissions(required)}.`);

export const listPermissions = (permissions: readonly Permission[]): string =>
  `${permissions.length === 1 ? 'permission' : 'permissions'} ${permissions.join(' and ')}`;
