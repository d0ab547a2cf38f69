import { Field, ObjectType } from 'type-graphql';
import { DataScope, dataScopeDescription } from '../../platform/graphql/data-scope';
import { DateScalar, DateTimeScalar } from '../../platform/graphql/scalars';

@ObjectType({ simpleResolvers: true, description: 'The first and the last of some instants.' })
export class InstantSpan {
  @Field(() => DateTimeScalar, { description: 'The first instant, in UTC.' })
  firstAt: Date;

  @Field(() => DateScalar, { description: 'Day of the first instant in the venue time zone.' })
  firstOn: string;

  @Field(() => DateTimeScalar, { description: 'The last instant, in UTC.' })
  lastAt: Date;

  @Field(() => DateScalar, { description: 'Day of the last instant in the venue time zone.' })
  lastOn: string;
}

@ObjectType({ simpleResolvers: true, description: 'The range that has confirmed bookings.' })
export class BookingsRange {
  @Field(() => DataScope, { description: dataScopeDescription })
  scope: DataScope;

  @Field(() => InstantSpan, { nullable: true, description: 'By start (`startsAt`). Null if there are none.' })
  booked: InstantSpan | null;

  @Field(() => InstantSpan, { nullable: true, description: 'By creation (`createdAt`). Null if there are none.' })
  created: InstantSpan | null;
}

@ObjectType({ simpleResolvers: true, description: 'The range that has OPEN or PAID invoices.' })
export class InvoicesRange {
  @Field(() => DataScope, { description: dataScopeDescription })
  scope: DataScope;

  @Field(() => InstantSpan, { nullable: true, description: 'By time of issue. Null if there are none.' })
  issued: InstantSpan | null;
}

@ObjectType({ simpleResolvers: true, description: 'The ranges for which statistics have records.' })
export class StatisticsRange {
  @Field(() => String, { description: 'Venue time zone (IANA) of the days.' })
  timezone: string;

  @Field(() => BookingsRange, { description: 'Of `bookingStats`.' })
  bookings: BookingsRange;

  @Field(() => InvoicesRange, { description: 'Of `invoiceStats`.' })
  invoices: InvoicesRange;
}
