import { Field, ObjectType } from 'type-graphql';
import type { SentenceParameters } from '../../sentences';
import { Shared } from './audience';

@ObjectType({ simpleResolvers: true, description: 'A named value of a sentence, for translations.' })
export class SentenceParameter {
  @Shared()
  @Field(() => String, { description: 'Name of the parameter.' })
  name: string;

  @Shared()
  @Field(() => String, { description: 'Value of the parameter.' })
  value: string;
}

/** The parameters as a list: GraphQL has no type for maps. */
export const parameterList = (parameters: SentenceParameters): SentenceParameter[] =>
  Object.entries(parameters).map(([name, value]) => ({
    name,
    value: Array.isArray(value) ? value.join(', ') : String(value),
  }));
