import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { OrderDirection, PageArgs } from '../../platform/graphql/connection';
import { EchoedInput } from '../../platform/graphql/echoed-input';
import { MaxValues } from '../../platform/graphql/input-limits';
import { anyOfDescription, notDescription } from '../../platform/graphql/nested-filters';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { IdsOf } from '../organizations/reference-ids';
import { InstantRange, UserFilter } from '../users/user.inputs';
import { AmountFilter, filterAsOf } from '../users/user-figure.inputs';
import { InvoiceStatus } from './invoice.entity';
import { InvoiceOrderField } from './invoice-order';

const needsBookings = 'FORBIDDEN without BOOKINGS_VIEW, unless the result has the scope OWN.';

@EchoedInput({
  description:
    'Selects invoices. All given fields must match (AND). A list matches any of its values (OR); an empty list matches nothing.',
})
export class InvoiceFilter {
  @Field(() => [ID], { nullable: true, description: 'Ids of the invoices. Unknown ids match nothing.' })
  @MaxValues(10_000)
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Numbers, case-sensitive.' })
  numbers?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of the invoiced users. Unknown ids match nothing.' })
  @MaxValues(10_000)
  userIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of the locations of the invoices themselves, from `organization { locations { id } }`. ' +
      'Invoices without a location do not match. BAD_USER_INPUT for an unknown id.',
  })
  @IdsOf('locations')
  locationIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the invoice has a location.' })
  hasLocation?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Ids of the invoiced bookings. Unknown ids match nothing. ${needsBookings}`,
  })
  @MaxValues(10_000)
  bookingIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: `Whether the invoice has a booking. ${needsBookings}` })
  hasBooking?: boolean | null;

  @Field(() => UserFilter, {
    nullable: true,
    description:
      'Selects invoices by the current attributes of the invoiced user. ' +
      'FORBIDDEN without IDENTITIES_VIEW, unless the result has the scope OWN. ' +
      'An empty filter matches every user.',
  })
  @IsOptional()
  @ValidateNested()
  users?: UserFilter | null;

  @Field(() => [InvoiceStatus], { nullable: true, description: 'Current status.' })
  status?: InvoiceStatus[] | null;

  @Field(() => AmountFilter, { nullable: true, description: 'Range of the total.' })
  totalAmount?: AmountFilter | null;

  @Field(() => InstantRange, { nullable: true, description: 'Range of the time of issue.' })
  issuedAt?: InstantRange | null;

  @Field(() => [InvoiceFilter], { nullable: true, description: anyOfDescription })
  @MaxValues(10)
  anyOf?: InvoiceFilter[] | null;

  @Field(() => InvoiceFilter, { nullable: true, description: notDescription })
  not?: InvoiceFilter | null;
}

@InputType({ description: 'One sort key of invoices.' })
export class InvoiceOrder {
  @Field(() => InvoiceOrderField, { description: 'Field to order by.' })
  field: InvoiceOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Ascending or descending.' })
  direction: OrderDirection = OrderDirection.ASC;
}

@ArgsType()
export class InvoicesArgs extends PageArgs {
  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;

  @Field(() => InvoiceFilter, {
    nullable: true,
    description: 'Which invoices to list; absent: all that the viewer may see.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: InvoiceFilter | null;

  @Field(() => [InvoiceOrder], {
    nullable: true,
    description: 'Sort keys, most significant first, up to 3. Absent or empty: by time of issue, ascending.',
  })
  @MaxValues(3)
  orderBy?: InvoiceOrder[] | null;
}
