import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { BookingFilter } from '../bookings/booking.inputs';
import { filterAsOf } from '../users/user-figure.inputs';
import { cellMeasures } from './booking-cross-table';
import { bookingFilterDescription } from './booking-stats.types';
import { MeasureFields } from './definitions/measure';
import { ExcludedBookings, MonthBounds, MonthRangeInput, StatisticsHead } from './statistics.types';

@ArgsType()
export class BookingCrossTableArgs {
  @Field(() => MonthRangeInput, { description: 'The months of creation (`createdAt`): the rows of the table.' })
  createdIn: MonthRangeInput;

  @Field(() => MonthRangeInput, { description: 'The months of start (`startsAt`): the columns of the table.' })
  bookedIn: MonthRangeInput;

  @Field(() => BookingFilter, { nullable: true, description: bookingFilterDescription })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;

  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;
}

@MeasureFields(cellMeasures)
@ObjectType({
  simpleResolvers: true,
  description: 'The figures of the confirmed bookings that were created in one month and start in another.',
})
export class BookingCrossTableCell {
  @Field(() => YearMonthScalar, { description: 'Month of creation, in the venue time zone.' })
  createdIn: string;

  @Field(() => YearMonthScalar, { description: 'Month of start, in the venue time zone.' })
  bookedIn: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Booking figures by month of creation and month of start, which show how far ahead users book.',
})
export class BookingCrossTable extends StatisticsHead {
  @Field(() => MonthBounds, { description: 'Bounds of the months of creation.' })
  createdIn: MonthBounds;

  @Field(() => MonthBounds, { description: 'Bounds of the months of start.' })
  bookedIn: MonthBounds;

  @Field(() => [BookingCrossTableCell], {
    description: 'Every cell of the table, including empty cells, ordered by month of creation, then month of start.',
  })
  rows: BookingCrossTableCell[];

  @Field(() => ExcludedBookings, { description: 'Bookings that were not counted.' })
  excluded: ExcludedBookings | undefined;
}
