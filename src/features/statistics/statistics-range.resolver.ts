import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { poolQuery } from '../../platform/database/query-rows';
import { dataScope } from '../../platform/graphql/data-scope';
import type { Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { bookingScope, invoiceScope } from '../auth/scopes';
import { dateOf } from '../calendar/calendar-units';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { DayBasis } from '../rollups/daily-totals';
import { bookingStatistics } from './definitions/booking-statistics';
import { invoiceStatistics } from './definitions/invoice-statistics';
import { readRanges } from './statistics-range';
import { type InstantSpan, StatisticsRange } from './statistics-range.types';

@Resolver()
export class StatisticsRangeResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Authorized()
  @Query(() => StatisticsRange, {
    name: 'statisticsRange',
    description:
      'The first and the last confirmed booking and OPEN or PAID invoice of the organization: what to request ' +
      "statistics for. Without BOOKINGS_VIEW or INVOICES_VIEW: of the viewer's own ones, with the scope OWN.",
    complexity: 10,
  })
  async getStatisticsRange(@Ctx() operation: Operation): Promise<StatisticsRange> {
    const { timezone } = await organizationOf(operation, this.organizations);
    const calendar = VenueCalendar.of(timezone);
    const [bookings, invoices] = [bookingScope(operation.viewer), invoiceScope(operation.viewer)];
    const ranges = await readRanges(poolQuery(this.dataSource), [
      { definition: bookingStatistics, scope: bookings },
      { definition: invoiceStatistics, scope: invoices },
    ]);
    const dayOf = (instantMs: number): string => dateOf(calendar.dayOf(instantMs));
    const spanOf = (basis: DayBasis): InstantSpan | null => {
      const range = ranges[basis];
      if (!range) return null;
      const { firstMs, lastMs } = range;
      return {
        firstAt: new Date(firstMs),
        firstOn: dayOf(firstMs),
        lastAt: new Date(lastMs),
        lastOn: dayOf(lastMs),
      };
    };
    return {
      timezone,
      bookings: { scope: dataScope(bookings.onlyUserId), booked: spanOf('BOOKED'), created: spanOf('CREATED') },
      invoices: { scope: dataScope(invoices.onlyUserId), issued: spanOf('ISSUED') },
    };
  }
}
