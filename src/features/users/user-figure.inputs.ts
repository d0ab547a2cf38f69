import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import { BigIntScalar, DateScalar } from '../../platform/graphql/scalars';

export const filterAsOf =
  'The instant that "this month" and "last month" of `filter.users` are measured from; absent: now. Of other filters and figures it moves nothing.';

export enum BookingBasis {
  BOOKED = 'BOOKED',
  CREATED = 'CREATED',
}

registerEnumType(BookingBasis, {
  name: 'BookingBasis',
  description: 'What a booking is counted by.',
  valuesConfig: {
    BOOKED: { description: 'When it begins (`startsAt`).' },
    CREATED: { description: 'When it was made (`createdAt`).' },
  },
});

@InputType({
  description:
    'How many confirmed bookings: either exactly, or at least, at most or both; BAD_USER_INPUT for neither. Users without any have 0.',
})
export class BookingCountFilter {
  @Field(() => BookingBasis, { defaultValue: BookingBasis.BOOKED, description: 'What bookings are counted by.' })
  basis: BookingBasis = BookingBasis.BOOKED;

  @Field(() => Int, { nullable: true, description: 'Exactly so many.' })
  eq?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least so many.' })
  gte?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most so many.' })
  lte?: number | null;
}

@InputType({
  description:
    'The date of the first confirmed booking in the venue time zone: `from`, `to` or both. Who has none matches nothing.',
})
export class FirstBookingFilter {
  @Field(() => BookingBasis, {
    defaultValue: BookingBasis.BOOKED,
    description:
      'Whether the date is that on which it begins, or that on which it was made; the first on each basis may be another booking.',
  })
  basis: BookingBasis = BookingBasis.BOOKED;

  @Field(() => DateScalar, { nullable: true, description: 'On this date or later.' })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'On this date or earlier.' })
  to?: string | null;
}

@InputType({
  description:
    "An amount in minor units of the organization's currency (10050 is 100.50 EUR): either exactly, or at least, at most or both; BAD_USER_INPUT for neither. Users without invoices have 0.",
})
export class AmountFilter {
  @Field(() => BigIntScalar, { nullable: true, description: 'Exactly so much.' })
  eq?: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'At least so much.' })
  gte?: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'At most so much.' })
  lte?: bigint | null;
}
