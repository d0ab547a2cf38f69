import type { AppError } from '../../errors';
import { filtersIn } from '../../platform/graphql/nested-filters';
import type { Viewer } from '../../viewer';
import { Permission } from '../auth/permissions';
import { checkPermissions, invoiceEditPermissions } from '../auth/required-permissions';
import { bookingScope, type Scope } from '../auth/scopes';
import type { Invoice } from './invoice.entity';
import type { InvoiceFilter } from './invoice.inputs';

export const checkChangeInvoices = (viewer: Viewer): AppError | null =>
  checkPermissions(viewer, invoiceEditPermissions);

/** An invoice and its booking have the same user. */
export const canSeeBookingOf = (viewer: Viewer, { userId }: Pick<Invoice, 'userId'>): boolean =>
  isWithin({ onlyUserId: userId }, bookingScope(viewer));

/** Permissions that a filter needs in addition, because the result shows which invoices have which booking. */
export const bookingFilterPermissions = (filter: InvoiceFilter | null | undefined): Permission[] =>
  [...filtersIn(filter, 'filter')]
    .flatMap(([{ bookingIds, hasBooking }]) => [bookingIds, hasBooking])
    .some((each) => each !== null && each !== undefined)
    ? [Permission.BOOKINGS_VIEW]
    : [];

/** Returns FORBIDDEN for a filter by bookings that the viewer may not see. `scope`: of the invoices. */
export const checkFilterInvoices = (
  viewer: Viewer,
  scope: Scope,
  filter: InvoiceFilter | null | undefined,
): AppError | null =>
  isWithin(scope, bookingScope(viewer))
    ? null
    : checkPermissions(viewer, bookingFilterPermissions(filter), 'Filtering invoices by their bookings');

const isWithin = ({ onlyUserId }: Pick<Scope, 'onlyUserId'>, bookings: Scope): boolean =>
  bookings.onlyUserId === undefined || bookings.onlyUserId === onlyUserId;
