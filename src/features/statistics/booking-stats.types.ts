import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { BookingFilter } from '../bookings/booking.inputs';
import { BookingBasis } from '../users/user-figure.inputs';
import {
  BookingDimension,
  bookingDimensions,
  bookingMeasures,
  bookingStatistics,
} from './definitions/booking-statistics';
import { GroupBy } from './definitions/dimension';
import { defineRowTypes, defineStatisticsArgs, rowsDescription, totalsDescription } from './row-types';
import { ExcludedBookings, Statistics, type StatisticsRow } from './statistics.types';

export const bookingFilterDescription =
  'Which bookings to count; absent: all that the viewer may see. BAD_USER_INPUT for `status`, because only confirmed bookings count.';

const { Row, Totals } = defineRowTypes('BookingStat', {
  records: 'confirmed bookings',
  measures: bookingMeasures,
  dimensions: bookingDimensions,
  hasItemNames: bookingStatistics.hasItemNames,
});

@ArgsType()
export class BookingStatsArgs extends defineStatisticsArgs('BookingStat', bookingMeasures) {
  @Field(() => BookingBasis, {
    defaultValue: BookingBasis.BOOKED,
    description: 'The instant that assigns a booking to its month: its start, or its creation.',
  })
  basis: BookingBasis = BookingBasis.BOOKED;

  @GroupBy(() => BookingDimension)
  groupBy?: BookingDimension[] | null;

  @Field(() => BookingFilter, { nullable: true, description: bookingFilterDescription })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Booking figures by period and group, with the scope, time zone and bounds that they were computed with.',
})
export class BookingStats extends Statistics {
  @Shared()
  @Field(() => [Row], { description: rowsDescription })
  rows: StatisticsRow[];

  @Shared()
  @Field(() => ExcludedBookings, { description: 'Bookings that were not counted.' })
  excluded: ExcludedBookings | undefined;

  @Shared()
  @Field(() => Totals, { description: totalsDescription })
  totals: object | undefined;
}
