import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { OrderDirection, PageArgs } from '../../platform/graphql/connection';
import { EchoedInput } from '../../platform/graphql/echoed-input';
import { MaxValues } from '../../platform/graphql/input-limits';
import { anyOfDescription, notDescription } from '../../platform/graphql/nested-filters';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { IdsOf } from '../organizations/reference-ids';
import { InstantRange, UserFilter } from '../users/user.inputs';
import { filterAsOf, NumberFilter } from '../users/user-figure.inputs';
import { BookingStatus } from './booking.entity';
import { BookingOrderField } from './booking-order';

@EchoedInput({
  description:
    'Selects bookings. All given fields must match (AND). A list matches any of its values (OR); an empty list matches nothing.',
})
export class BookingFilter {
  @Field(() => [ID], { nullable: true, description: 'Ids of the bookings. Unknown ids match nothing.' })
  @MaxValues(10_000)
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'References, case-sensitive.' })
  references?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Resources, case-sensitive. `lookup` lists them.' })
  resource?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of the users who booked. Unknown ids match nothing.' })
  @MaxValues(10_000)
  userIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of the locations, from `organization { locations { id } }`. BAD_USER_INPUT for an unknown id.',
  })
  @IdsOf('locations')
  locationIds?: string[] | null;

  @Field(() => UserFilter, {
    nullable: true,
    description:
      'Selects bookings by the current attributes of the user who booked. ' +
      'FORBIDDEN without IDENTITIES_VIEW, unless the result has the scope OWN. ' +
      'An empty filter matches every user.',
  })
  @IsOptional()
  @ValidateNested()
  users?: UserFilter | null;

  @Field(() => [BookingStatus], { nullable: true, description: 'Current status.' })
  status?: BookingStatus[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Range of the start.' })
  startsAt?: InstantRange | null;

  @Field(() => InstantRange, { nullable: true, description: 'Range of the time of creation.' })
  createdAt?: InstantRange | null;

  @Field(() => InstantRange, { nullable: true, description: 'Range of the end.' })
  endsAt?: InstantRange | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the booking has a resource.' })
  hasResource?: boolean | null;

  @Field(() => NumberFilter, { nullable: true, description: 'Duration in whole minutes, rounded down.' })
  minutes?: NumberFilter | null;

  @Field(() => NumberFilter, {
    nullable: true,
    description:
      'How long before its start the booking was created, in whole days of 24 hours, rounded down. ' +
      'Bookings that were created after their start do not match.',
  })
  leadDays?: NumberFilter | null;

  @Field(() => [BookingFilter], { nullable: true, description: anyOfDescription })
  @MaxValues(10)
  anyOf?: BookingFilter[] | null;

  @Field(() => BookingFilter, { nullable: true, description: notDescription })
  not?: BookingFilter | null;
}

@InputType({ description: 'One sort key of bookings.' })
export class BookingOrder {
  @Field(() => BookingOrderField, { description: 'Field to order by.' })
  field: BookingOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Ascending or descending.' })
  direction: OrderDirection = OrderDirection.ASC;
}

@ArgsType()
export class BookingsArgs extends PageArgs {
  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;

  @Field(() => BookingFilter, {
    nullable: true,
    description: 'Which bookings to list; absent: all that the viewer may see.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;

  @Field(() => [BookingOrder], {
    nullable: true,
    description: 'Sort keys, most significant first, up to 3. Absent or empty: by start, ascending.',
  })
  @MaxValues(3)
  orderBy?: BookingOrder[] | null;
}
