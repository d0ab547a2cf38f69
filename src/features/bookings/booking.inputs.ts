import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { OrderDirection, PageArgs } from '../../platform/graphql/connection';
import { MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { InstantRange, UserFilter } from '../users/user.inputs';
import { filterAsOf } from '../users/user-figure.inputs';
import { BookingStatus } from './booking.entity';

@InputType({
  description: 'Which bookings. What is given must all hold; within a list any may, and an empty list matches nothing.',
})
export class BookingFilter {
  @Field(() => [ID], { nullable: true, description: 'Made by one of these users. Unknown ids match nothing.' })
  @MaxValues(10_000)
  userIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'At one of these locations, by the ids in `organization { locations }`. Unknown ids match nothing.',
  })
  locationIds?: string[] | null;

  @Field(() => UserFilter, {
    nullable: true,
    description:
      'Made by a user who matches this, as the user is now. FORBIDDEN without IDENTITIES_VIEW, unless the answer has the scope OWN. An empty filter matches every user.',
  })
  @IsOptional()
  @ValidateNested()
  users?: UserFilter | null;

  @Field(() => [BookingStatus], { nullable: true, description: 'Stands at one of these.' })
  status?: BookingStatus[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Begins in this time.' })
  startsAt?: InstantRange | null;

  @Field(() => InstantRange, { nullable: true, description: 'Was made in this time.' })
  createdAt?: InstantRange | null;
}

export enum BookingOrderField {
  STARTS_AT = 'STARTS_AT',
  CREATED_AT = 'CREATED_AT',
  REFERENCE = 'REFERENCE',
}

registerEnumType(BookingOrderField, {
  name: 'BookingOrderField',
  description: 'What bookings can be ordered by.',
  valuesConfig: {
    STARTS_AT: { description: 'When they begin.' },
    CREATED_AT: { description: 'When they were made.' },
    REFERENCE: { description: 'Their reference, by code point.' },
  },
});

@InputType({ description: 'One level of an order of bookings.' })
export class BookingOrder {
  @Field(() => BookingOrderField, { description: 'What to order by.' })
  field: BookingOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which end comes first.' })
  direction: OrderDirection = OrderDirection.ASC;
}

@ArgsType()
export class BookingsArgs extends PageArgs {
  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;

  @Field(() => BookingFilter, { nullable: true, description: 'Which bookings; absent: all that the viewer may see.' })
  @IsOptional()
  @ValidateNested()
  filter?: BookingFilter | null;

  @Field(() => [BookingOrder], {
    nullable: true,
    description: 'Levels of the order, most important first; up to 3. Default: by start.',
  })
  @MaxValues(3)
  orderBy?: BookingOrder[] | null;
}
