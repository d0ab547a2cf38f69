import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { First } from '../../platform/graphql/connection';
import { DataScope, dataScopeDescription } from '../../platform/graphql/data-scope';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { LookupField } from './lookup-fields';

export const maxValuesListed = 500;
/** Of the values that a search is compared with. Bounds the memory of a lookup. */
export const maxValuesSearched = 100_000;

@ObjectType({ simpleResolvers: true, description: 'A value of a field.' })
export class LookupValue {
  @Field(() => String, { description: 'The value, in the form that filters accept.' })
  value: string;

  @Field(() => Int, { description: 'Number of records with the value.' })
  count: number;
}

@ObjectType({ simpleResolvers: true, description: 'The values of a field.' })
export class Lookup {
  @Field(() => [LookupValue], {
    description: 'The values, the most frequent first. Equally frequent values are in order of code point.',
  })
  values: LookupValue[];

  @Field(() => Boolean, { description: 'Whether the field has more values that match.' })
  hasMore: boolean;

  @Field(() => DataScope, { description: dataScopeDescription })
  scope: DataScope;
}

@ArgsType()
export class LookupArgs {
  @Field(() => LookupField, { description: 'The field.' })
  field: LookupField;

  @Field(() => String, {
    nullable: true,
    description:
      'Text that the values contain, compared as in `search` of UserFilter. Up to 200 characters. ' +
      `Only the ${maxValuesSearched.toLocaleString('en-US')} most frequent values are searched.`,
  })
  @MaxCharacters(200)
  search?: string | null;

  @First(maxValuesListed)
  first: number = 50;
}
