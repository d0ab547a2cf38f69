import { Field, ObjectType } from 'type-graphql';
import type { SentenceParameters } from '../../sentences';
import { Shared } from './audience';

@ObjectType({ simpleResolvers: true, description: 'A named value of a warning, for translations.' })
class WarningParameter {
  @Shared()
  @Field(() => String, { description: 'Name of the parameter.' })
  name: string;

  @Shared()
  @Field(() => String, { description: 'Value of the parameter.' })
  value: string;
}

@ObjectType({ simpleResolvers: true, description: 'A warning about an export or an import.' })
export class JobWarning {
  @Shared()
  @Field(() => String, { description: 'What it is about, as a code. Codes never change their meaning.' })
  code: string;

  @Shared()
  @Field(() => [WarningParameter], { description: 'What a translation of the code needs.' })
  parameters: WarningParameter[];

  @Shared()
  @Field(() => String, { description: 'The warning as a sentence, in the language of the request.' })
  message: string;
}

/** The parameters as a list: GraphQL has no type for maps. */
export const parameterList = (parameters: SentenceParameters): WarningParameter[] =>
  Object.entries(parameters).map(([name, value]) => ({
    name,
    value: Array.isArray(value) ? value.join(', ') : String(value),
  }));
