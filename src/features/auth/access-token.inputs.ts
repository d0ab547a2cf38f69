import { ArgsType, Field } from 'type-graphql';
import { First } from '../../platform/graphql/connection';

const maxTokensListed = 100;
export const maxTokenNameLength = 100;

@ArgsType()
export class TokensArgs {
  @First(maxTokensListed)
  first: number = 50;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether to include expired and revoked tokens.',
  })
  includeEnded: boolean | null = false;
}
