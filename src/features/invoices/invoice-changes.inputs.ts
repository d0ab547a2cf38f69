import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { BigIntScalar, DateTimeScalar } from '../../platform/graphql/scalars';
import { maxNumberLength } from './invoice-writes';

@InputType({ description: 'A new invoice. It is OPEN.' })
export class IssueInvoiceInput {
  @Field(() => ID, { description: 'Id of the user it is issued to.' })
  userId: string;

  @Field(() => String, {
    nullable: true,
    description: `Its number, unique in the organization, up to ${maxNumberLength} characters. Absent: a random one is made.`,
  })
  @MaxCharacters(maxNumberLength)
  number?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is issued; absent: now.' })
  issuedAt?: Date | null;

  @Field(() => BigIntScalar, {
    description:
      "Its total in whole minor units of the organization's currency, up to 10^13 either way; below zero where money is given back.",
  })
  totalMinor: bigint;
}
