import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { DataScope, dataScopeDescription } from '../../platform/graphql/data-scope';
import { defineEnum } from '../../platform/graphql/define-enum';
import { DateScalar, DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { Granularity } from '../calendar/calendar-units';
import { Comparison } from './periods/compared-periods';
import { DayRange } from './periods/day-range';
import { maxRows } from './rows/grouped-figures';
import type { HavingInput, RowOrderInput, TopInput } from './rows/row-inputs';

const firstMonth = { description: 'First month, in the venue time zone.' };
const lastMonth = {
  description:
    'Last month, inclusive, in the venue time zone. BAD_USER_INPUT if before `from`, or if the range has more than 600 months.',
};
const unlessDays = 'Required unless `days` is given.';

/** The arguments that `bookingStats` and `invoiceStats` share. */
@ArgsType()
export abstract class StatisticsArgs {
  @Field(() => YearMonthScalar, { nullable: true, description: `${firstMonth.description} ${unlessDays}` })
  from?: string | null;

  @Field(() => YearMonthScalar, { nullable: true, description: `${lastMonth.description} ${unlessDays}` })
  to?: string | null;

  @Field(() => DayRange, { nullable: true, description: 'The range as days, instead of `from` and `to`.' })
  @IsOptional()
  @ValidateNested()
  days?: DayRange | null;

  @Field(() => Granularity, {
    defaultValue: 'MONTH',
    description: 'The periods that the range is divided into. The first and the last may be parts of their unit.',
  })
  granularity: Granularity = 'MONTH';

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Instant that determines the current unit of `days`, the AGE of invoices, and this month and last month in `filter.users`. Absent: now.',
  })
  @IsOptional()
  asOf?: Date | null;

  @Field(() => Comparison, {
    nullable: true,
    description: 'An earlier range that each row is compared with, in `before` and `change`.',
  })
  @IsOptional()
  compare?: Comparison | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether the answer has rows for periods without records.' })
  zeros: boolean = true;

  @Field(() => Int, {
    nullable: true,
    description: `The most rows to return, after \`having\` and \`orderBy\`: from 1 to ${maxRows.toLocaleString('en-US')}.`,
  })
  @IsOptional()
  limit?: number | null;

  abstract groupBy?: readonly string[] | null;
  abstract having?: readonly HavingInput[] | null;
  abstract orderBy?: readonly RowOrderInput[] | null;
  abstract top?: TopInput | null;
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

export const StatRowKind = defineEnum('StatRowKind', 'What a row of statistics is about.', {
  GROUP: { description: 'A period of one group. Without `groupBy`: of all records.' },
  REST: { description: 'A period of all groups that `top` leaves out. Its dimensions are null.' },
  NOTHING: { description: 'A period of an answer with `groupBy` in which no group occurs. Its dimensions are null.' },
});
export type StatRowKind = keyof typeof StatRowKind;

@ObjectType({ simpleResolvers: true, description: 'A period of the range, in the venue time zone.' })
export class StatPeriod {
  @Shared()
  @Field(() => String, {
    description:
      'Name of the unit: `2016-04-09`, `2016-W14`, `2016-04`, `2016-Q2`, `2016`; both dates if it is the whole range.',
  })
  label: string;

  @Shared()
  @Field(() => DateScalar, { description: 'First day that was counted.' })
  start: string;

  @Shared()
  @Field(() => DateScalar, { description: 'Last day that was counted, inclusive.' })
  end: string;
}

@ObjectType({ simpleResolvers: true })
export abstract class StatisticsRow {
  @Shared()
  @Field(() => YearMonthScalar, { description: 'Calendar month in the venue time zone in which the period starts.' })
  month: string;

  @Shared()
  @Field(() => StatPeriod, { description: 'The period.' })
  period: StatPeriod;

  @Shared()
  @Field(() => StatRowKind, { description: 'What the row is about.' })
  kind: StatRowKind;
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
  @Field(() => DateTimeScalar, { description: 'The argument `asOf`, or when the figures were computed, in UTC.' })
  asOf: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'When the figures were computed, in UTC.' })
  computedAt: Date;
}

@ObjectType({ simpleResolvers: true })
export abstract class Statistics extends StatisticsHead {
  @Shared()
  @Field(() => DateTimeScalar, {
    description:
      'Start of what was counted in UTC, inclusive: of the range, or of the filter by the same instant if that is later.',
  })
  from: Date;

  @Shared()
  @Field(() => DateTimeScalar, {
    description:
      'End of what was counted in UTC, exclusive: of the range, or of the filter by the same instant if that is earlier.',
  })
  to: Date;

  @Shared()
  @Field(() => Int, { description: 'Number of rows before `limit`.' })
  rowCount: number;
}

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
  @Field(() => Int, {
    description:
      'Number of VOID invoices. The outermost `status` of the filter does not apply to it; one within `anyOf` or `not` does.',
  })
  void: number;
}
