import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { poolQuery } from '../../platform/database/query-rows';
import { type Operation, remembered } from '../../platform/graphql/operation';
import type { MonthRange } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { bookingActivity, type BookingActivityFigures, noBookingActivity } from './booking-activity';
import { type MonthlyBookings, monthlyBookings } from './monthly-bookings';

/** Booking figures by user id, one statement for all users of the operation that are measured from the same instant. */
export const bookingActivityLoader = (
  operation: Operation,
  dataSource: DataSource,
  timezone: string,
  asOf: Date,
): DataLoader<number, BookingActivityFigures> =>
  remembered(
    operation,
    `bookingActivity ${asOf.getTime()}`,
    () =>
      new DataLoader(
        async (ids) => {
          const months = VenueCalendar.of(timezone).thisAndLastMonth(asOf);
          const figures = new Map(
            await bookingActivity(poolQuery(dataSource), operation.viewer.organizationId, months, { ids }),
          );
          return ids.map((id) => figures.get(id) ?? noBookingActivity);
        },
        { maxBatchSize: 5000 },
      ),
  );

/** Monthly counts by user id, two statements for all users of the operation that are asked about the same months. */
export const monthlyBookingsLoader = (
  operation: Operation,
  dataSource: DataSource,
  range: MonthRange,
): DataLoader<number, MonthlyBookings | undefined> =>
  remembered(
    operation,
    `monthlyBookings ${range.months[0]} ${range.months.at(-1)}`,
    () =>
      new DataLoader(
        async (ids) => {
          const found = await monthlyBookings(poolQuery(dataSource), operation.viewer.organizationId, range, { ids });
          return ids.map((id) => found.get(id));
        },
        { maxBatchSize: 5000 },
      ),
  );
