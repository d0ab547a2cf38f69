import { ArgsType, Field } from 'type-graphql';
import { First } from '../../platform/graphql/connection';

const maxListed = 100;

/** Arguments of a list of access tokens or sessions. */
@ArgsType()
export class CredentialsArgs {
  @First(maxListed)
  first: number = 50;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether to include those that have expired or were revoked.',
  })
  includeEnded: boolean | null = false;
}
