import { Arg, Authorized, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { misuse } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import { labels } from './labels';

@ObjectType({ simpleResolvers: true, description: 'The label of a value of an enum.' })
export class EnumValueLabel {
  @Field(() => String, { description: 'Name of the value.' })
  value: string;

  @Field(() => String, { description: 'Label in the language of the request.' })
  label: string;
}

@ObjectType({ simpleResolvers: true, description: 'The labels of the values of an enum.' })
export class EnumLabels {
  @Field(() => String, { description: 'Name of the enum in the schema.' })
  enum: string;

  @Field(() => [EnumValueLabel], { description: 'All values of the enum.' })
  values: EnumValueLabel[];
}

const names = Object.keys(labels.en.enums);

@Resolver()
export class LabelsResolver {
  @Authorized()
  @Query(() => [EnumLabels], {
    description:
      'Labels for the values of enums, such as states and order fields, in the language of the request: the best match ' +
      'of `Accept-Language` or, on a WebSocket, `acceptLanguage` of `connectionParams`. English (`en`) or German ' +
      '(`de`); English if neither is accepted.',
    complexity: ({ args, childComplexity }) =>
      1 + ((args.enums as string[] | null | undefined)?.length ?? names.length) * 10 * childComplexity,
  })
  enumLabels(
    @Arg('enums', () => [String], {
      nullable: true,
      description: 'Names of the enums, such as `ExportState`. Absent: all enums. BAD_USER_INPUT for an unknown one.',
    })
    requested: string[] | null,
    @Ctx() { language }: Operation,
  ): EnumLabels[] {
    const { enums } = labels[language];
    return (requested ?? names).map((name, index) => {
      if (!Object.hasOwn(enums, name)) throw misuse(`enums.${index}`, `There is no enum ${JSON.stringify(name)}.`);
      return {
        enum: name,
        values: Object.entries(enums[name]!).map(([value, label]) => ({ value, label })),
      };
    });
  }
}
