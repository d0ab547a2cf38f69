import { ArrayMaxSize, IsOptional, MaxLength, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { OrderDirection, PageArgs } from '../../platform/graphql/connection';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { Role } from '../auth/permissions';
import { UserStatus } from './user.entity';

const many = { message: '$property must not name more than $constraint1 values' };

@InputType({ description: 'A stretch of time, from an instant on and before another; either may be left out.' })
export class InstantRange {
  @Field(() => DateTimeScalar, { nullable: true, description: 'The first instant that belongs to it.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The first instant that does not belong to it any more.' })
  before?: Date | null;
}

@InputType({ description: 'Which users. What is given must all hold; within a list any may.' })
export class UserFilter {
  @Field(() => [ID], { nullable: true, description: 'These users. Unknown ids match nobody.' })
  @IsOptional()
  @ArrayMaxSize(10_000, many)
  ids?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Part of the username, the full name (either name first), the e-mail address or the company, whatever the case; up to 200 characters.' })
  @IsOptional()
  @MaxLength(200, { message: 'search must not be longer than 200 characters' })
  search?: string | null;

  @Field(() => [UserStatus], { nullable: true, description: 'Account stands at one of these.' })
  status?: UserStatus[] | null;

  @Field(() => [Role], { nullable: true, description: 'Has one of these roles.' })
  role?: Role[] | null;

  @Field(() => [String], { nullable: true, description: 'Account type is one of these.' })
  @IsOptional()
  @ArrayMaxSize(500, many)
  accountType?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Belongs to one of these teams.' })
  @IsOptional()
  @ArrayMaxSize(500, many)
  teamIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Primary location is one of these.' })
  @IsOptional()
  @ArrayMaxSize(500, many)
  primaryLocationIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Is on one of these plans.' })
  @IsOptional()
  @ArrayMaxSize(50, many)
  planIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Has one of these tags, letter by letter.' })
  @IsOptional()
  @ArrayMaxSize(50, many)
  tags?: string[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Account was made in this time.' })
  createdAt?: InstantRange | null;

  @Field(() => InstantRange, { nullable: true, description: 'Last signed in in this time; who never did is left out.' })
  lastLoginAt?: InstantRange | null;
}

export enum UserOrderField {
  ID = 'ID',
  USERNAME = 'USERNAME',
  LAST_NAME = 'LAST_NAME',
  FIRST_NAME = 'FIRST_NAME',
  EMAIL = 'EMAIL',
  CREATED_AT = 'CREATED_AT',
  LAST_LOGIN_AT = 'LAST_LOGIN_AT',
}

registerEnumType(UserOrderField, {
  name: 'UserOrderField',
  description: 'What users can be ordered by. Text is compared by code point, so capitals come first; empty values come before all others.',
  valuesConfig: {
    ID: { description: 'In the order in which the accounts came into the system.' },
    USERNAME: { description: 'Username, whatever the case.' },
    LAST_NAME: { description: 'Family name.' },
    FIRST_NAME: { description: 'Given name.' },
    EMAIL: { description: 'E-mail address.' },
    CREATED_AT: { description: 'When the account was made.' },
    LAST_LOGIN_AT: { description: 'When the person last signed in.' },
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

  @Field(() => [UserOrder], { nullable: true, description: 'Levels of the order, most important first; up to 4. Default: by id.' })
  @IsOptional()
  @ArrayMaxSize(4, { message: 'orderBy must not have more than 4 levels' })
  orderBy?: UserOrder[] | null;
}
