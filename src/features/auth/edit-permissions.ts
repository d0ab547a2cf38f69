import { forbidden } from '../../errors';
import type { Viewer } from '../../viewer';
import { Permission } from './permissions';

// What is changed is shown, so that changing takes the right to see as well.
export const userEditPermissions = [Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT] as const;
export const bookingEditPermissions = [Permission.BOOKINGS_VIEW, Permission.BOOKINGS_EDIT] as const;
export const invoiceEditPermissions = [Permission.INVOICES_VIEW, Permission.INVOICES_EDIT] as const;

/** FORBIDDEN says what it takes. */
export function assertPermissions({ permissions }: Viewer, needed: readonly Permission[]): void {
  if (!needed.every((permission) => permissions.has(permission)))
    throw forbidden(`This needs the permissions ${needed.join(' and ')}.`);
}
