import { Field, ObjectType } from 'type-graphql';
import { Shared } from './audience';
import { SentenceParameter } from './sentence-parameter.type';

@ObjectType({ simpleResolvers: true, description: 'A warning about an export or an import.' })
export class JobWarning {
  @Shared()
  @Field(() => String, { description: 'What it is about, as a code. Codes never change their meaning.' })
  code: string;

  @Shared()
  @Field(() => [SentenceParameter], { description: 'What a translation of the code needs.' })
  parameters: SentenceParameter[];

  @Shared()
  @Field(() => String, { description: 'The warning as a sentence, in the language of the request.' })
  message: string;
}
