import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { MaxValues } from '../../platform/graphql/input-limits';
import { BookingFilter } from '../bookings/booking.inputs';
import { BookingBasis } from '../users/user-figure.inputs';
import { BookingDimension, bookingDimensions, bookingMeasures } from './booking-statistics';
import { ChangeFields } from './comparison';
import { DimensionFields, GroupBy } from './dimension';
import { MeasureFields, runningMeasures, sharedMeasures, ShareFields } from './measure';
import { defineRowInputs, type HavingInput, type RowOrderInput, type TopInput } from './row-inputs';
import {
  beforeDescription,
  changeDescription,
  ExcludedBookings,
  havingDescription,
  orderDescription,
  rowsDescription,
  Statistics,
  StatisticsArgs,
  StatisticsRow,
  StatPeriod,
  topDescription,
  totalsDescription,
} from './statistics.types';

export const bookingFilterDescription =
  'Which bookings to count; absent: all that the viewer may see. BAD_USER_INPUT for `status`, because only confirmed bookings count.';

const inputs = defineRowInputs('BookingStat', bookingMeasures);

@ArgsType()
export class BookingStatsArgs extends StatisticsArgs {
  @Field(() => BookingBasis, {
    defaultValue: BookingBasis.BOOKED,
    description: 'The instant that assigns a booking to its month: its start, or its creation.',
  })
  basis: BookingBasis = BookingBasis.BOOKED;

  @GroupBy(() => BookingDimension)
  groupBy?: BookingDimension[] | null;

  @Field(() => [inputs.RowHaving], { nullable: true, description: havingDescription })
  @IsOptional()
  @MaxValues(10)
  @ValidateNested()
  having?: HavingInput[] | null;

  @Field(() => [inputs.Order], { nullable: true, description: orderDescription })
  @IsOptional()
  @MaxValues(5)
  @ValidateNested()
  orderBy?: RowOrderInput[] | null;

  @Field(() => inputs.Top, { nullable: true, description: topDescription })
  @IsOptional()
  @ValidateNested()
  top?: TopInput | null;

  @Field(() => BookingFilter, { nullable: true, description: bookingFilterDescription })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;
}

@MeasureFields(bookingMeasures)
@ObjectType({ simpleResolvers: true, description: 'The figures of all confirmed bookings of the range.' })
export class BookingStatTotals {}

@MeasureFields(bookingMeasures)
@ObjectType({
  simpleResolvers: true,
  description: 'The figures of the same group in the period that a row is compared with.',
})
export class BookingStatBefore {
  @Shared()
  @Field(() => StatPeriod, { description: 'The earlier period.' })
  period: StatPeriod;
}

@ChangeFields(bookingMeasures)
@ObjectType({ simpleResolvers: true, description: 'How the figures of a row differ from those in `before`.' })
export class BookingStatChange {}

@ShareFields(sharedMeasures(bookingMeasures))
@ObjectType({ simpleResolvers: true, description: 'The shares of a row in the figures of all records of its period.' })
export class BookingStatShare {}

@MeasureFields(runningMeasures(bookingMeasures))
@ObjectType({
  simpleResolvers: true,
  description: 'The figures of a group from the start of the range to the end of a period.',
})
export class BookingStatRunning {}

@MeasureFields(bookingMeasures)
@DimensionFields(bookingDimensions)
@ObjectType({ simpleResolvers: true, description: 'The figures of the confirmed bookings of one period and group.' })
export class BookingStat extends StatisticsRow {
  @Shared()
  @Field(() => BookingStatBefore, { nullable: true, description: beforeDescription })
  before: BookingStatBefore | null | undefined;

  @Shared()
  @Field(() => BookingStatChange, { nullable: true, description: changeDescription })
  change: BookingStatChange | null | undefined;

  @Shared()
  @Field(() => BookingStatShare, {
    description: 'Shares in the figures of all records of the period that match the filter.',
  })
  share: BookingStatShare | undefined;

  @Shared()
  @Field(() => BookingStatRunning, { description: 'Running figures of the group, from the start of the range.' })
  running: BookingStatRunning | undefined;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Booking figures by period and group, with the scope, time zone and bounds that they were computed with.',
})
export class BookingStats extends Statistics {
  @Shared()
  @Field(() => [BookingStat], { description: rowsDescription })
  rows: BookingStat[];

  @Shared()
  @Field(() => ExcludedBookings, { description: 'Bookings that were not counted.' })
  excluded: ExcludedBookings | undefined;

  @Shared()
  @Field(() => BookingStatTotals, { description: totalsDescription })
  totals: BookingStatTotals | undefined;
}
