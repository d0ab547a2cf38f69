import { Permission } from '../../auth/permissions';
import { bookingScope } from '../../auth/scopes';
import { BookingFilter } from '../../bookings/booking.inputs';
import { bookingCondition } from '../../bookings/booking-condition';
import { bookingListColumns } from '../../columns/booking-columns';
import { bookingCatalogue } from '../../columns/catalogue';
import { userFiltersIn } from '../../users/user-figure-filter';
import { recordsDataset } from './records';
import { type RowDatasetDefinition, selectionCondition, userFilterPermissions } from './row-dataset';

export const bookings: RowDatasetDefinition<BookingFilter> = {
  title: 'Bookings',
  recordName: 'booking',
  description: 'One row per booking.',
  permissions: [Permission.DATA_PROTECTION, Permission.BOOKINGS_VIEW],
  templates: { BOOKING_LIST: { keys: () => bookingListColumns.map(({ key }) => key) } },
  table: 'bookings b',
  periodFields: { CREATED: 'b.createdAt', STARTS: 'b.startsAt' },
  filter: {
    field: 'bookings',
    inputType: () => BookingFilter,
    usersIn: userFiltersIn,
    permissions: (filter, path, figures) => userFilterPermissions(userFiltersIn(filter, path), figures),
  },
  catalogue: () => bookingCatalogue,
  scope: bookingScope,
  condition: bookingCondition,
  open: (snapshot, request) =>
    recordsDataset(snapshot, request, {
      title: bookings.title,
      table: 'bookings b',
      catalogue: bookingCatalogue,
      condition: (calendar) => selectionCondition(bookings, request, calendar),
    }),
};
