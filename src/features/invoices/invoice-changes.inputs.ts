import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { BigIntScalar, DateTimeScalar } from '../../platform/graphql/scalars';
import { maxNumberLength } from './invoice-writes';

@InputType({ description: 'A new invoice, with the status OPEN.' })
export class IssueInvoiceInput {
  @Field(() => ID, { description: 'Id of the invoiced user.' })
  userId: string;

  @Field(() => String, {
    nullable: true,
    description: `Number, unique in the organization, up to ${maxNumberLength} characters. Absent: a random one.`,
  })
  @MaxCharacters(maxNumberLength)
  number?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Time of issue; absent: now.' })
  issuedAt?: Date | null;

  @Field(() => BigIntScalar, {
    description:
      "Total in minor units of the organization's currency (10050 is 100.50 EUR), from -10^13 to 10^13. Negative for a credit.",
  })
  totalMinor: bigint;
}
