import { Field, InputType } from 'type-graphql';
import { MaxCharacters } from '../../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Permission } from '../permissions';

export const maxTokenNameLength = 100;

@InputType({ description: 'An access token to create.' })
export class CreateTokenInput {
  @Field(() => String, { description: 'Name to recognize the token by. Must not be blank.' })
  @MaxCharacters(maxTokenNameLength)
  name: string;

  @Field(() => DateTimeScalar, {
    description:
      'When the token expires. BAD_USER_INPUT if it is in the past, further ahead than the server allows ' +
      '(`TOKEN_MAX_DAYS`, 365 days by default), or after the token of the request expires.',
  })
  expiresAt: Date;

  @Field(() => [Permission], {
    nullable: true,
    description:
      'Limits the token to these permissions, of those that the request has. A limited token never has the rights of ' +
      'the owner, and keeps its limit when the account gets more permissions. An empty list: only own data. ' +
      'Null: everything that the request may do.',
  })
  permissions?: Permission[] | null;
}
