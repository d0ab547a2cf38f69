import { IsInt, Max, Min } from 'class-validator';
import { ArgsType, Field, Int } from 'type-graphql';

export const maxTokensListed = 100;
export const maxTokenNameLength = 100;

@ArgsType()
export class TokensArgs {
  @Field(() => Int, { nullable: true, defaultValue: 50, description: `How many to return, 1 to ${maxTokensListed}.` })
  @IsInt({ message: `first must be a whole number from 1 to ${maxTokensListed}` })
  @Min(1, { message: `first must be a whole number from 1 to ${maxTokensListed}` })
  @Max(maxTokensListed, { message: `first must be a whole number from 1 to ${maxTokensListed}` })
  first: number = 50;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether to include tokens that have expired or were revoked.' })
  includeEnded: boolean | null = false;
}
