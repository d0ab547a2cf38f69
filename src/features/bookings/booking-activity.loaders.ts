import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { poolQuery } from '../../platform/database/query-rows';
import type { MonthRange } from '../../platform/graphql/month-range';
import { cached, type Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { bookingActivity, type BookingActivityFigures, noBookingActivity } from './booking-activity';
import { type MonthlyBookings, monthlyBookings } from './monthly-bookings';

/** Loads booking figures by user id, with one statement for all users of the operation with the same `asOf`. */
export const bookingActivityLoader = (
  operation: Operation,
  dataSource: DataSource,
  timezone: string,
  asOf: Date,
): DataLoader<number, BookingActivityFigures> =>
  cached(
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

/** Loads monthly counts by user id, with two statements for all users of the operation with the same months. */
export const monthlyBookingsLoader = (
  operation: Operation,
  dataSource: DataSource,
  range: MonthRange,
): DataLoader<number, MonthlyBookings | undefined> =>
  cached(
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
