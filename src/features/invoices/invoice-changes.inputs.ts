import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { BigIntScalar, DateTimeScalar } from '../../platform/graphql/scalars';
import { maxNumberLength } from './invoice-writes';

const sameUser =
  'a booking of the invoiced user. BAD_USER_INPUT for one that the viewer may not see, or of another user';

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

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the location. Absent: the location of the booking, if there is one. Null: none.',
  })
  locationId?: string | null;

  @Field(() => ID, { nullable: true, description: `Id of the invoiced booking: ${sameUser}. Absent or null: none.` })
  bookingId?: string | null;
}

@InputType({
  description: 'The location and booking of an invoice. Nothing else of an invoice changes but its status.',
})
export class ChangeInvoiceInput {
  @Field(() => ID, { description: 'Id of the invoice.' })
  id: string;

  @Field(() => ID, { nullable: true, description: 'Id of the location. Absent: unchanged. Null: none.' })
  locationId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: `Id of the invoiced booking: ${sameUser}. Absent: unchanged. Null: none.`,
  })
  bookingId?: string | null;
}
