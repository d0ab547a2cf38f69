import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID } from 'type-graphql';
import { PageArgs } from '../../platform/graphql/connection';
import { EchoedInput } from '../../platform/graphql/echoed-input';
import { MaxCharacters, MaxValues } from '../../platform/graphql/input-limits';
import { anyOfDescription, notDescription } from '../../platform/graphql/nested-filters';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { Role } from '../auth/permissions';
import { IdsOf } from '../organizations/reference-ids';
import { UserStatus } from './user.entity';
import {
  AmountFilter,
  BookedInFilter,
  BookingCountFilter,
  FirstBookingFilter,
  LastBookingFilter,
} from './user-figure.inputs';
import { maxListedLength } from './user-limits';
import { UserOrder } from './user-order';
import { type FilteredText, userTextFields } from './user-texts';

const currentMonth = 'the current month in the venue time zone (see `asOf`)';
const needsBookings = 'Requires the permission BOOKINGS_VIEW, or the permissions of user exports.';
const needsInvoices = 'Requires the permission INVOICES_VIEW, or the permissions of user exports.';

@EchoedInput({
  description:
    'A range of instants, from `from` (inclusive) to `before` (exclusive). ' +
    'If a bound is absent, the range is open on that side.',
})
export class InstantRange {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Start, inclusive.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'End, exclusive. Not earlier than `from`.',
  })
  before?: Date | null;
}

/** A filter by the text field of the same name. */
const OneOf = (): PropertyDecorator => (target, name) => {
  const { maxLength } = userTextFields[name as FilteredText];
  const description = `Has one of these values of \`${String(name)}\`, case-sensitive. \`lookup\` lists them.`;
  Field(() => [String], { nullable: true, description })(target, name);
  MaxCharacters(maxLength)(target, name);
};

/** A filter by the list of the same name. */
const AnyOf =
  (values: string): PropertyDecorator =>
  (target, name) => {
    const description = `Has one of these ${values}, case-sensitive. Up to 50. \`lookup\` lists them.`;
    Field(() => [String], { nullable: true, description })(target, name);
    MaxValues(50)(target, name);
    MaxCharacters(maxListedLength)(target, name);
  };

@EchoedInput({ description: 'The values of one custom property that match.' })
export class CustomPropertyFilter {
  @Field(() => String, {
    description: 'Key of the property, from `organization { customProperties }`. BAD_USER_INPUT for an unknown key.',
  })
  @IdsOf('customProperties')
  key: string;

  @Field(() => [String], {
    nullable: 'items',
    description: 'Has one of these values, case-sensitive. Null: has no value. An empty list matches no users.',
  })
  values: (string | null)[];
}

@EchoedInput({
  description:
    'A filter of users. All given fields must match (AND). ' +
    'A list matches any of its values (OR); an empty list matches no users. ' +
    'FORBIDDEN for filters by figures without the permission, except for viewers who see only themselves.',
})
export class UserFilter {
  @Field(() => [ID], { nullable: true, description: 'Has one of these ids. Unknown ids match no users. Up to 10,000.' })
  @MaxValues(10_000)
  ids?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Text that the username, full name (first name or last name first), email address or company contains. ' +
      'Ignores case (full Unicode case folding and NFKC), but not accents. Up to 200 characters.',
  })
  @MaxCharacters(200)
  search?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Has one of these usernames, ignoring case. Unknown usernames match no users.',
  })
  usernames?: string[] | null;

  @Field(() => [UserStatus], { nullable: true, description: 'Has one of these statuses.' })
  status?: UserStatus[] | null;

  @Field(() => [Role], { nullable: true, description: 'Has one of these roles.' })
  role?: Role[] | null;

  @OneOf() accountType?: string[] | null;
  @OneOf() source?: string[] | null;
  @OneOf() profile?: string[] | null;
  @OneOf() sponsor?: string[] | null;
  @OneOf() profession?: string[] | null;
  @OneOf() company?: string[] | null;
  @OneOf() city?: string[] | null;
  @OneOf() country?: string[] | null;
  @OneOf() billingCity?: string[] | null;
  @OneOf() billingCountry?: string[] | null;
  @OneOf() appVersion?: string[] | null;
  @OneOf() deviceModel?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user has an account type.' })
  hasAccountType?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user has a company.' })
  hasCompany?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user has a country.' })
  hasCountry?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user belongs to a team.' })
  hasTeam?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user has a plan.' })
  hasPlan?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user has a primary location.' })
  hasPrimaryLocation?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a payment method is on file.' })
  hasPaymentMethod?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether invoices are paid automatically.' })
  autopaymentsEnabled?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Belongs to one of these teams, by the ids in `organization { teams }`. BAD_USER_INPUT for an unknown id.',
  })
  @IdsOf('teams')
  teamIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Has one of these primary locations, by the ids in `organization { locations }`. BAD_USER_INPUT for an unknown id.',
  })
  @IdsOf('locations')
  primaryLocationIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Has one of these plans, by the ids in `organization { plans }`. BAD_USER_INPUT for an unknown id. Up to 50.',
  })
  @IdsOf('plans')
  @MaxValues(50)
  planIds?: string[] | null;

  @AnyOf('tags') tags?: string[] | null;
  @AnyOf('skills') skills?: string[] | null;
  @AnyOf('external primary locations') externalPrimaryLocations?: string[] | null;

  @Field(() => [CustomPropertyFilter], {
    nullable: true,
    description: 'Has these values of custom properties. Each of the list must match. Up to 20.',
  })
  @MaxValues(20)
  customProperties?: CustomPropertyFilter[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Account was created in this range.' })
  createdAt?: InstantRange | null;

  @Field(() => InstantRange, {
    nullable: true,
    description: 'The last sign-in was in this range. Users who never signed in do not match.',
  })
  lastLoginAt?: InstantRange | null;

  @Field(() => BookingCountFilter, {
    nullable: true,
    description: `Number of confirmed bookings in ${currentMonth}. ${needsBookings}`,
  })
  bookingsThisMonth?: BookingCountFilter | null;

  @Field(() => BookingCountFilter, {
    nullable: true,
    description: `Number of confirmed bookings in the month before ${currentMonth}. ${needsBookings}`,
  })
  bookingsLastMonth?: BookingCountFilter | null;

  @Field(() => FirstBookingFilter, {
    nullable: true,
    description: `Date of the first confirmed booking. ${needsBookings}`,
  })
  firstBooking?: FirstBookingFilter | null;

  @Field(() => LastBookingFilter, {
    nullable: true,
    description: `Date of the last confirmed booking. ${needsBookings}`,
  })
  lastBooking?: LastBookingFilter | null;

  @Field(() => BookedInFilter, {
    nullable: true,
    description: `Number of confirmed bookings in a range of dates. ${needsBookings}`,
  })
  bookedIn?: BookedInFilter | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether the user has a confirmed booking, past or future. ${needsBookings}`,
  })
  hasBooked?: boolean | null;

  @Field(() => AmountFilter, {
    nullable: true,
    description: `Invoiced amount in ${currentMonth}, without VOID invoices; 0 for users without any. ${needsInvoices}`,
  })
  invoicedThisMonth?: AmountFilter | null;

  @Field(() => AmountFilter, {
    nullable: true,
    description: `Invoiced amount in the month before ${currentMonth}, without VOID invoices; 0 for users without any. ${needsInvoices}`,
  })
  invoicedLastMonth?: AmountFilter | null;

  @Field(() => AmountFilter, {
    nullable: true,
    description: `Invoiced amount of all time, without VOID invoices; 0 for users without any. ${needsInvoices}`,
  })
  invoicedAllTime?: AmountFilter | null;

  @Field(() => [UserFilter], { nullable: true, description: anyOfDescription })
  @MaxValues(10)
  anyOf?: UserFilter[] | null;

  @Field(() => UserFilter, { nullable: true, description: notDescription })
  not?: UserFilter | null;
}

@ArgsType()
export class UsersArgs extends PageArgs {
  @Field(() => UserFilter, { nullable: true, description: 'Which users to list. Absent: all that the viewer may see.' })
  @IsOptional()
  @ValidateNested()
  filter?: UserFilter | null;

  @Field(() => [UserOrder], {
    nullable: true,
    description: 'Sort keys, most significant first, up to 4. Ties are ordered by id. Absent: by id.',
  })
  @MaxValues(4)
  orderBy?: UserOrder[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Instant that determines this month and last month in `orderBy`, `filter`, ' +
      'and figures of the returned users without their own `asOf`. Absent: now. ' +
      'A cursor of an order by a monthly figure is valid only in the same month: ' +
      'set `asOf` to continue paging after the month ends.',
  })
  asOf?: Date | null;
}
