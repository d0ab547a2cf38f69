import { Field, Int, registerEnumType } from 'type-graphql';
import { EchoedInput } from '../../platform/graphql/echoed-input';
import { BigIntScalar, DateScalar } from '../../platform/graphql/scalars';

export const filterAsOf =
  'Instant that determines this month and last month in `filter.users`. Absent: now. Does not affect other filters or figures.';

export enum BookingBasis {
  BOOKED = 'BOOKED',
  CREATED = 'CREATED',
}

registerEnumType(BookingBasis, {
  name: 'BookingBasis',
  description: 'Which instant of a booking determines its month or date.',
  valuesConfig: {
    BOOKED: { description: 'When the booking starts (`startsAt`).' },
    CREATED: { description: 'When the booking was created (`createdAt`).' },
  },
});

@EchoedInput({
  description:
    'A range of the number of confirmed bookings; users without bookings have 0. ' +
    'Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT.',
})
export class BookingCountFilter {
  @Field(() => BookingBasis, {
    defaultValue: BookingBasis.BOOKED,
    description: 'Which instant determines the month of a booking.',
  })
  basis: BookingBasis = BookingBasis.BOOKED;

  @Field(() => Int, { nullable: true, description: 'Exactly this number.' })
  eq?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least this number.' })
  gte?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most this number.' })
  lte?: number | null;
}

@EchoedInput({ description: 'A range of a whole number. Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT.' })
export class NumberFilter {
  @Field(() => Int, { nullable: true, description: 'Exactly this number.' })
  eq?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least this number.' })
  gte?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most this number.' })
  lte?: number | null;
}

/** A range of dates of bookings of a user. */
abstract class BookingDateFilter {
  basis: BookingBasis = BookingBasis.BOOKED;
  from?: string | null;
  to?: string | null;
}

/** The fields of a `BookingDateFilter`. `more` is added to the description of `basis`. */
const BookingDateFields =
  (more = ''): ClassDecorator =>
  ({ prototype }) => {
    const add = (name: string, type: object, options: object): void =>
      Field(() => type, options)(prototype as object, name);
    add('basis', BookingBasis, {
      defaultValue: BookingBasis.BOOKED,
      description: `Which instant determines the date of a booking.${more}`,
    });
    add('from', DateScalar, { nullable: true, description: 'First date, inclusive.' });
    add('to', DateScalar, { nullable: true, description: 'Last date, inclusive.' });
  };

@BookingDateFields()
@EchoedInput({
  description:
    'A number of confirmed bookings within a range of dates in the venue time zone. ' +
    'Give `from`, `to` or both; otherwise BAD_USER_INPUT.',
})
export class BookedInFilter extends BookingDateFilter {
  @Field(() => NumberFilter, {
    nullable: true,
    description:
      'The number of bookings in the range. Absent: at least 1. With `{ eq: 0 }`, users who have not booked.',
  })
  count?: NumberFilter | null;
}

const differs = (which: string): string => ` The ${which} booking can differ between the bases.`;

const bookingDateRange = (which: string): string =>
  `A range of the date of the ${which} confirmed booking, in the venue time zone. ` +
  'Give `from`, `to` or both; otherwise BAD_USER_INPUT. Users without a booking do not match.';

@BookingDateFields(differs('first'))
@EchoedInput({ description: bookingDateRange('first') })
export class FirstBookingFilter extends BookingDateFilter {}

@BookingDateFields(differs('last'))
@EchoedInput({ description: bookingDateRange('last') })
export class LastBookingFilter extends BookingDateFilter {}

@EchoedInput({
  description:
    "A range of an amount, in minor units of the organization's currency (10050 is 100.50 EUR). " +
    'Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT.',
})
export class AmountFilter {
  @Field(() => BigIntScalar, { nullable: true, description: 'Exactly this amount.' })
  eq?: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'At least this amount.' })
  gte?: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'At most this amount.' })
  lte?: bigint | null;
}
