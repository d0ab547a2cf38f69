import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { BookingFilter } from '../bookings/booking.inputs';
import { BookingBasis } from '../users/user-figure.inputs';
import { BookingDimension, bookingDimensions, bookingMeasures } from './booking-statistics';
import { DimensionFields, GroupBy } from './dimension';
import { MeasureFields } from './measure';
import { ExcludedBookings, rowsDescription, Statistics, StatisticsArgs, StatisticsRow } from './statistics.types';

export const bookingFilterDescription =
  'Which bookings to count; absent: all that the viewer may see. BAD_USER_INPUT for `status`, because only confirmed bookings count.';

@ArgsType()
export class BookingStatsArgs extends StatisticsArgs {
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

@MeasureFields(bookingMeasures)
@DimensionFields(bookingDimensions)
@ObjectType({ simpleResolvers: true, description: 'The figures of the confirmed bookings of one month and group.' })
export class BookingStat extends StatisticsRow {}

@ObjectType({
  simpleResolvers: true,
  description: 'Booking figures by month and group, with the scope, time zone and bounds that they were computed with.',
})
export class BookingStats extends Statistics {
  @Shared()
  @Field(() => [BookingStat], { description: rowsDescription })
  rows: BookingStat[];

  @Shared()
  @Field(() => ExcludedBookings, { description: 'Bookings that were not counted.' })
  excluded: ExcludedBookings | undefined;
}
