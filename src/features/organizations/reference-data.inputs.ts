import { Field, ID, InputType, Int } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { maxItemNameLength, maxPosition, maxPropertyKeyLength } from './reference-kinds';

const name =
  `1 to ${maxItemNameLength} visible characters; surrounding white space is removed. ` +
  'CONFLICT if the name is taken, ignoring case.';
const position = `Sort position in lists, 0 to ${maxPosition.toLocaleString('en-US')}. Equal positions are ordered by name.`;
const columnPosition =
  `Sort position of the export column, 0 to ${maxPosition.toLocaleString('en-US')}. ` +
  'Equal positions are ordered by id.';

export interface ReferenceInputTypes {
  readonly create: new () => { name: string; position?: number | null };
  readonly change: new () => { id: string; name?: string | null; position?: number | null };
}

/** Builds the input types of locations, teams or plans. */
export function namedItemInputTypes(typeName: string, noun: string): ReferenceInputTypes {
  @InputType(`Create${typeName}Input`, { description: `A new ${noun}.` })
  class Create {
    @Field(() => String, { description: `Name of the ${noun}, ${name}` })
    @MaxCharacters(maxItemNameLength)
    name: string;

    @Field(() => Int, {
      nullable: true,
      description: `${position} Absent: last, or 0 if the others all have 0, so that they stay in the order of their names.`,
    })
    position?: number | null;
  }

  @InputType(`Change${typeName}Input`, { description: `Changes to a ${noun}. Absent fields stay unchanged.` })
  class Change {
    @Field(() => ID, { description: `Id of the ${noun}.` })
    id: string;

    @Field(() => String, {
      nullable: true,
      description: `New name, ${name} Existing records, statistics and new files show it immediately.`,
    })
    @MaxCharacters(maxItemNameLength)
    name?: string | null;

    @Field(() => Int, { nullable: true, description: position })
    position?: number | null;
  }

  return { create: Create, change: Change };
}

@InputType({ description: 'A new custom property.' })
class CreateCustomPropertyInput {
  @Field(() => String, {
    description:
      `Key of the property, 1 to ${maxPropertyKeyLength} letters a to z, digits or \`_\`. ` +
      'Cannot be changed later. CONFLICT if the key is taken, ignoring case.',
  })
  @MaxCharacters(maxPropertyKeyLength)
  key: string;

  @Field(() => String, { description: `Name of the property, and header of its export column, ${name}` })
  @MaxCharacters(maxItemNameLength)
  name: string;

  @Field(() => Int, { nullable: true, description: `${columnPosition} Absent: last.` })
  position?: number | null;
}

@InputType({ description: 'Changes to a custom property. Absent fields stay unchanged. The key cannot be changed.' })
class ChangeCustomPropertyInput {
  @Field(() => ID, { description: 'Id of the custom property.' })
  id: string;

  @Field(() => String, { nullable: true, description: `New name, and header of the export column, ${name}` })
  @MaxCharacters(maxItemNameLength)
  name?: string | null;

  @Field(() => Int, { nullable: true, description: columnPosition })
  position?: number | null;
}

export const customPropertyInputTypes: ReferenceInputTypes = {
  create: CreateCustomPropertyInput,
  change: ChangeCustomPropertyInput,
};
