import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { OrderDirection, PageArgs } from '../../platform/graphql/connection';
import { MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { InstantRange, UserFilter } from '../users/user.inputs';
import { filterAsOf } from '../users/user-figure.inputs';
import { InvoiceStatus } from './invoice.entity';

@InputType({
  description: 'Which invoices. What is given must all hold; within a list any may, and an empty list matches nothing.',
})
export class InvoiceFilter {
  @Field(() => [ID], { nullable: true, description: 'Issued to one of these users. Unknown ids match nothing.' })
  @MaxValues(10_000)
  userIds?: string[] | null;

  @Field(() => UserFilter, {
    nullable: true,
    description:
      'Issued to a user who matches this, as the user is now. FORBIDDEN without IDENTITIES_VIEW, unless the answer has the scope OWN. An empty filter matches every user.',
  })
  @IsOptional()
  @ValidateNested()
  users?: UserFilter | null;

  @Field(() => [InvoiceStatus], { nullable: true, description: 'Stands at one of these.' })
  status?: InvoiceStatus[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Was issued in this time.' })
  issuedAt?: InstantRange | null;
}

export enum InvoiceOrderField {
  ISSUED_AT = 'ISSUED_AT',
  NUMBER = 'NUMBER',
  TOTAL = 'TOTAL',
}

registerEnumType(InvoiceOrderField, {
  name: 'InvoiceOrderField',
  description: 'What invoices can be ordered by.',
  valuesConfig: {
    ISSUED_AT: { description: 'When they were issued.' },
    NUMBER: { description: 'Their number, by code point.' },
    TOTAL: { description: 'Their total.' },
  },
});

@InputType({ description: 'One level of an order of invoices.' })
export class InvoiceOrder {
  @Field(() => InvoiceOrderField, { description: 'What to order by.' })
  field: InvoiceOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which end comes first.' })
  direction: OrderDirection = OrderDirection.ASC;
}

@ArgsType()
export class InvoicesArgs extends PageArgs {
  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;

  @Field(() => InvoiceFilter, { nullable: true, description: 'Which invoices; absent: all that the viewer may see.' })
  @IsOptional()
  @ValidateNested()
  filter?: InvoiceFilter | null;

  @Field(() => [InvoiceOrder], {
    nullable: true,
    description: 'Levels of the order, most important first; up to 3. Default: by issue.',
  })
  @MaxValues(3)
  orderBy?: InvoiceOrder[] | null;
}
