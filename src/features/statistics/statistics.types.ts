import { IsOptional } from 'class-validator';
import { ArgsType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { DataScope, dataScopeDescription } from '../../platform/graphql/data-scope';
import { DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { filterAsOf } from '../users/user-figure.inputs';

const firstMonth = { description: 'First month, in the venue time zone.' };
const lastMonth = {
  description:
    'Last month, inclusive, in the venue time zone. BAD_USER_INPUT if before `from`, or if the range has more than 600 months.',
};

/** The arguments that `bookingStats` and `invoiceStats` share. */
@ArgsType()
export class StatisticsArgs {
  @Field(() => YearMonthScalar, firstMonth)
  from: string;

  @Field(() => YearMonthScalar, lastMonth)
  to: string;

  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;
}

@InputType({ description: 'A range of calendar months in the venue time zone.' })
export class MonthRangeInput {
  @Field(() => YearMonthScalar, firstMonth)
  from: string;

  @Field(() => YearMonthScalar, lastMonth)
  to: string;
}

@ObjectType({ simpleResolvers: true, description: 'The bounds of a range of months as instants.' })
export class MonthBounds {
  @Shared()
  @Field(() => DateTimeScalar, { description: 'Start of the range in UTC, inclusive.' })
  from: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'End of the range in UTC, exclusive.' })
  to: Date;
}

@ObjectType({ simpleResolvers: true })
export abstract class StatisticsRow {
  @Shared()
  @Field(() => YearMonthScalar, { description: 'Calendar month in the venue time zone.' })
  month: string;
}

/** Describes what the figures of a result cover. */
@ObjectType({ simpleResolvers: true })
export abstract class StatisticsHead {
  @Shared()
  @Field(() => DataScope, { description: dataScopeDescription })
  scope: DataScope;

  @Shared()
  @Field(() => String, { description: 'Venue time zone (IANA) that the months belong to.' })
  timezone: string;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'When the figures were computed, in UTC.' })
  asOf: Date;
}

@ObjectType({ simpleResolvers: true })
export abstract class Statistics extends StatisticsHead {
  @Shared()
  @Field(() => DateTimeScalar, { description: 'Start of the range in UTC, inclusive.' })
  from: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'End of the range in UTC, exclusive.' })
  to: Date;
}

export const rowsDescription =
  'One row per month, including empty months. ' +
  'With `groupBy`: one row per month for each group that occurs, ordered by group (null first), then month. ' +
  'If no group occurs: one row per month with null dimensions.';

@ObjectType({
  simpleResolvers: true,
  description: 'Numbers of bookings that match the months and the filter but are not counted in figures.',
})
export class ExcludedBookings {
  @Shared()
  @Field(() => Int, { description: 'Number of PENDING bookings.' })
  pending: number;

  @Shared()
  @Field(() => Int, { description: 'Number of CANCELLED bookings.' })
  cancelled: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Numbers of invoices that match the months and the filter but are not counted in figures.',
})
export class ExcludedInvoices {
  @Shared()
  @Field(() => Int, { description: 'Number of VOID invoices. `filter.status` does not apply to it.' })
  void: number;
}
