import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { remembered, type Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { onPool } from '../users/user-set';
import { bookingActivity, noBookingActivity, type BookingActivityFigures } from './booking-activity';

/** Booking figures by user id, one statement for all users of the operation that are measured from the same instant. */
export const bookingActivityLoader = (operation: Operation, dataSource: DataSource, timezone: string, asOf: Date): DataLoader<number, BookingActivityFigures> =>
  remembered(operation, `bookingActivity ${asOf.getTime()}`, () =>
    new DataLoader(
      async (ids) => {
        const months = VenueCalendar.of(timezone).thisAndLastMonth(asOf);
        const figures = new Map(await bookingActivity(onPool(dataSource), operation.viewer.organizationId, months, { ids }));
        return ids.map((id) => figures.get(id) ?? noBookingActivity);
      },
      { maxBatchSize: 5000 },
    ),
  );
