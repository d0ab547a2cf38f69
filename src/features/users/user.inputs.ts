import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { OrderDirection, PageArgs } from '../../platform/graphql/connection';
import { MaxCharacters, MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { Role } from '../auth/permissions';
import { UserStatus } from './user.entity';
import { AmountFilter, BookingCountFilter, FirstBookingFilter } from './user-figure.inputs';
import { maxListedLength, maxTextLengths } from './user-limits';

const thisMonth = 'the venue month of now, or of the `asOf` of `users` and of exports.';
const needsBookings = 'Needs BOOKINGS_VIEW, or the three permissions of user exports.';
const needsInvoices = 'Needs INVOICES_VIEW, or the three permissions of user exports.';

@InputType({ description: 'A stretch of time, from an instant on and before another; either may be left out.' })
export class InstantRange {
  @Field(() => DateTimeScalar, { nullable: true, description: 'The first instant that belongs to it.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant that does not belong to it any more.',
  })
  before?: Date | null;
}

@InputType({
  description:
    'Which users. What is given must all hold; within a list any may, and an empty list matches nobody. A figure that is not shown to the viewer is refused: FORBIDDEN; who sees only themself may ask for any.',
})
export class UserFilter {
  @Field(() => [ID], { nullable: true, description: 'These users. Unknown ids match nobody.' })
  @MaxValues(10_000)
  ids?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Part of the username, the full name (either name first), the e-mail address or the company, whatever the case (full Unicode case folding and NFKC); accents count. Up to 200 characters.',
  })
  @MaxCharacters(200)
  search?: string | null;

  @Field(() => [UserStatus], { nullable: true, description: 'Account stands at one of these.' })
  status?: UserStatus[] | null;

  @Field(() => [Role], { nullable: true, description: 'Has one of these roles.' })
  role?: Role[] | null;

  @Field(() => [String], { nullable: true, description: 'Account type is one of these, letter by letter.' })
  @MaxCharacters(maxTextLengths.accountType)
  accountType?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Belongs to one of these teams, by the ids in `organization { teams }`. Unknown ids match nobody.',
  })
  teamIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Primary location is one of these, by the ids in `organization { locations }`. Unknown ids match nobody.',
  })
  primaryLocationIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Is on one of these plans, by the ids in `organization { plans }`. Unknown ids match nobody.',
  })
  @MaxValues(50)
  planIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Has one of these tags, letter by letter.' })
  @MaxValues(50)
  @MaxCharacters(maxListedLength)
  tags?: string[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Account was made in this time.' })
  createdAt?: InstantRange | null;

  @Field(() => InstantRange, { nullable: true, description: 'Last signed in in this time; who never did is left out.' })
  lastLoginAt?: InstantRange | null;

  @Field(() => BookingCountFilter, {
    nullable: true,
    description: `Confirmed bookings of ${thisMonth} ${needsBookings}`,
  })
  bookingsThisMonth?: BookingCountFilter | null;

  @Field(() => BookingCountFilter, {
    nullable: true,
    description: `Confirmed bookings of the month before ${thisMonth} ${needsBookings}`,
  })
  bookingsLastMonth?: BookingCountFilter | null;

  @Field(() => FirstBookingFilter, {
    nullable: true,
    description: `When the first confirmed booking was. ${needsBookings}`,
  })
  firstBooking?: FirstBookingFilter | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether there is at least one confirmed booking, past or to come. ${needsBookings}`,
  })
  hasBooked?: boolean | null;

  @Field(() => AmountFilter, {
    nullable: true,
    description: `What was invoiced in ${thisMonth} VOID invoices never count. ${needsInvoices}`,
  })
  invoicedThisMonth?: AmountFilter | null;

  @Field(() => AmountFilter, {
    nullable: true,
    description: `What was invoiced in the month before ${thisMonth} VOID invoices never count. ${needsInvoices}`,
  })
  invoicedLastMonth?: AmountFilter | null;

  @Field(() => AmountFilter, {
    nullable: true,
    description: `What was ever invoiced. VOID invoices never count. ${needsInvoices}`,
  })
  invoicedAllTime?: AmountFilter | null;
}

export enum UserOrderField {
  ID = 'ID',
  USERNAME = 'USERNAME',
  LAST_NAME = 'LAST_NAME',
  FIRST_NAME = 'FIRST_NAME',
  EMAIL = 'EMAIL',
  CREATED_AT = 'CREATED_AT',
  LAST_LOGIN_AT = 'LAST_LOGIN_AT',
  BOOKINGS_THIS_MONTH_BOOKED = 'BOOKINGS_THIS_MONTH_BOOKED',
  BOOKINGS_THIS_MONTH_CREATED = 'BOOKINGS_THIS_MONTH_CREATED',
  BOOKINGS_LAST_MONTH_BOOKED = 'BOOKINGS_LAST_MONTH_BOOKED',
  BOOKINGS_LAST_MONTH_CREATED = 'BOOKINGS_LAST_MONTH_CREATED',
  FIRST_BOOKING_DATE_BOOKED = 'FIRST_BOOKING_DATE_BOOKED',
  FIRST_BOOKING_DATE_CREATED = 'FIRST_BOOKING_DATE_CREATED',
  INVOICED_THIS_MONTH = 'INVOICED_THIS_MONTH',
  INVOICED_LAST_MONTH = 'INVOICED_LAST_MONTH',
  INVOICED_ALL_TIME = 'INVOICED_ALL_TIME',
}

registerEnumType(UserOrderField, {
  name: 'UserOrderField',
  description:
    'What users can be ordered by. Text is compared by code point, so capitals come first; empty values come before all others. Figures of bookings need BOOKINGS_VIEW, sums of invoices INVOICES_VIEW, and either can be had with the three permissions of user exports; FORBIDDEN otherwise, but for those who see only themself. VOID invoices never count.',
  valuesConfig: {
    ID: { description: 'In the order in which the accounts came into the system.' },
    USERNAME: { description: 'Username, whatever the case.' },
    LAST_NAME: { description: 'Family name.' },
    FIRST_NAME: { description: 'Given name.' },
    EMAIL: { description: 'E-mail address.' },
    CREATED_AT: { description: 'When the account was made.' },
    LAST_LOGIN_AT: { description: 'When the person last signed in.' },
    BOOKINGS_THIS_MONTH_BOOKED: { description: 'Confirmed bookings that begin in the venue month of `asOf`.' },
    BOOKINGS_THIS_MONTH_CREATED: { description: 'Confirmed bookings that were made in the venue month of `asOf`.' },
    BOOKINGS_LAST_MONTH_BOOKED: {
      description: 'Confirmed bookings that begin in the venue month before that of `asOf`.',
    },
    BOOKINGS_LAST_MONTH_CREATED: {
      description: 'Confirmed bookings that were made in the venue month before that of `asOf`.',
    },
    FIRST_BOOKING_DATE_BOOKED: {
      description: 'The earliest begin of a confirmed booking, to the millisecond; empty: none.',
    },
    FIRST_BOOKING_DATE_CREATED: {
      description: 'When the earliest confirmed booking was made, to the millisecond; empty: none.',
    },
    INVOICED_THIS_MONTH: { description: 'Sum of the invoices issued in the venue month of `asOf`.' },
    INVOICED_LAST_MONTH: { description: 'Sum of the invoices issued in the venue month before that of `asOf`.' },
    INVOICED_ALL_TIME: { description: 'Sum of all invoices.' },
  },
});

@InputType({ description: 'One level of an order of users.' })
export class UserOrder {
  @Field(() => UserOrderField, { description: 'What to order by.' })
  field: UserOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which end comes first.' })
  direction: OrderDirection = OrderDirection.ASC;
}

@ArgsType()
export class UsersArgs extends PageArgs {
  @Field(() => UserFilter, { nullable: true, description: 'Which users; absent: all that the viewer may see.' })
  @IsOptional()
  @ValidateNested()
  filter?: UserFilter | null;

  @Field(() => [UserOrder], {
    nullable: true,
    description: 'Levels of the order, most important first; up to 4. Equals are ordered by id. Default: by id.',
  })
  @MaxValues(4)
  orderBy?: UserOrder[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'The instant that this and last month are measured from: of the order, of the filter, and of the figures of these users where those name none. Absent: now. A cursor of an order by a figure of one month is refused in another: name the instant to page on across the turn of a month.',
  })
  asOf?: Date | null;
}
