import { getNullableType, type GraphQLSchema, isListType, isObjectType } from 'graphql';
import { Extensions, InputType, ObjectType } from 'type-graphql';
import { maxValuesOf } from './input-limits';

/**
 * Declares an input type together with an output type of the same fields, so that what a client has sent can be read
 * again in the form in which it was sent. The output type of `UserFilter` is `RequestedUserFilter`. Types of fields must
 * be declared in the same way.
 */
export const EchoedInput =
  ({ description }: { readonly description: string }): ClassDecorator =>
  (target: Function) => {
    InputType({ description })(target);
    ObjectType(requestedName(target.name), {
      simpleResolvers: true,
      description: `\`${target.name}\` as it was requested. Absent values are null.`,
    })(target);
    Extensions({ sharing: 'SHARED', isEchoed: true })(target);
  };

const requestedName = (inputName: string): string => `Requested${inputName.replace(/^Start|Input$/g, '')}`;

const valuesPerPoint = 10;

/** Sets the cost of each list of an echoed input: it may have as many values as the input accepts. */
export function priceEchoedLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !type.extensions['isEchoed']) continue;
    for (const field of Object.values(type.getFields()))
      if (isListType(getNullableType(field.type)))
        field.extensions = { ...field.extensions, complexity: 1 + maxValuesOf(field) / valuesPerPoint };
  }
}

/** The number of values in all lists of an input. */
export const countValues = (input: object): number =>
  Object.values(input).reduce<number>((count, value) => {
    if (Array.isArray(value)) return count + value.length;
    return typeof value === 'object' && value !== null ? count + countValues(value as object) : count;
  }, 0);
