import type { Snapshot } from '../../../platform/database/snapshot';
import type { BookingFilter } from '../../bookings/booking.inputs';
import { bookingCondition } from '../../bookings/booking-condition';
import { bookingCatalogue } from '../../columns/catalogue';
import { parseStoredFilter } from '../../users/filter-json';
import { type Dataset, type DatasetRequest, withinPeriod } from './dataset';
import { recordsDataset } from './records';

export const bookingsDataset = (snapshot: Snapshot, request: DatasetRequest): Promise<Dataset> => {
  const { bookingFilter, period } = request.selection;
  return recordsDataset(snapshot, request, {
    title: 'Bookings',
    table: 'bookings b',
    catalogue: bookingCatalogue,
    condition: (scope, figures) =>
      withinPeriod(
        bookingCondition(scope, parseStoredFilter<BookingFilter>(bookingFilter), figures),
        'BOOKINGS',
        period,
      ),
  });
};
