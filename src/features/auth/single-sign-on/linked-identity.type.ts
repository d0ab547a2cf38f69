import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../platform/graphql/scalars';

@ObjectType({
  simpleResolvers: true,
  description: 'The link between a user and an identity at the provider by which they sign in.',
})
export class LinkedIdentity {
  @Field(() => ID, { description: 'Id of the link, for `unlinkIdentity`.' })
  id: number;

  @Field(() => DateTimeScalar, { description: 'When the user first signed in with the identity.' })
  linkedAt: Date;

  @Field(() => DateTimeScalar, { description: 'When the user last signed in with the identity.' })
  lastUsedAt: Date;
}
