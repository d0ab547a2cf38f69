import { Field, ID, InputType, Int } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { maxItemNameLength, maxPropertyKeyLength } from './reference-kinds';

const name = `1 to ${maxItemNameLength} characters, none of them invisible. Blanks at both ends are removed. CONFLICT if it is taken, ignoring case.`;
const position = 'Sort position of its export column, 0 to 1,000,000. Equal positions are ordered by id.';

export interface ReferenceInputTypes {
  readonly create: new () => { name: string };
  readonly change: new () => { id: string; name?: string | null };
}

/** The inputs of locations, teams and plans, by what the schema calls one of them. */
export function namedItemInputTypes(typeName: string, noun: string): ReferenceInputTypes {
  @InputType(`Create${typeName}Input`, { description: `A new ${noun}.` })
  class Create {
    @Field(() => String, { description: `Its name: ${name}` })
    @MaxCharacters(maxItemNameLength)
    name: string;
  }

  @InputType(`Change${typeName}Input`, { description: `What a ${noun} becomes. What is left out stays as it is.` })
  class Change {
    @Field(() => ID, { description: `Id of the ${noun}.` })
    id: string;

    @Field(() => String, {
      nullable: true,
      description: `Its name: ${name} Existing records, statistics and new files show the new name at once.`,
    })
    @MaxCharacters(maxItemNameLength)
    name?: string | null;
  }

  return { create: Create, change: Change };
}

@InputType({ description: 'A new custom property.' })
class CreateCustomPropertyInput {
  @Field(() => String, {
    description: `Its key: 1 to ${maxPropertyKeyLength} letters a to z, digits or \`_\`. Never changes. CONFLICT if it is taken, ignoring case.`,
  })
  @MaxCharacters(maxPropertyKeyLength)
  key: string;

  @Field(() => String, { description: `Its name, and the header of its export column: ${name}` })
  @MaxCharacters(maxItemNameLength)
  name: string;

  @Field(() => Int, { nullable: true, description: `${position} Absent: after all others.` })
  position?: number | null;
}

@InputType({ description: 'What a custom property becomes. What is left out stays as it is; the key never changes.' })
class ChangeCustomPropertyInput {
  @Field(() => ID, { description: 'Id of the custom property.' })
  id: string;

  @Field(() => String, { nullable: true, description: `Its name, and the header of its export column: ${name}` })
  @MaxCharacters(maxItemNameLength)
  name?: string | null;

  @Field(() => Int, { nullable: true, description: position })
  position?: number | null;
}

export const customPropertyInputTypes: ReferenceInputTypes = {
  create: CreateCustomPropertyInput,
  change: ChangeCustomPropertyInput,
};
