import {
  type ConstValueNode,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  Kind,
} from 'graphql';
import { Directive } from 'type-graphql';

type Input = GraphQLArgument | GraphQLInputField;
/** The output field that echoes an input has the same limits. */
type InputOrEcho = Input | GraphQLField<unknown, unknown>;

/** Maximum length of a String without a limit of its own, in UTF-16 units. */
const defaultMaxCharacters = 1000;
/** Maximum length of all other values that can be sent as text: ids, dates, instants, numbers, enum values. */
const maxCharactersOfOthers = 100;
/** Maximum number of values in a list without a limit of its own. */
const defaultMaxValues = 500;

/**
 * Maximum length of a String, or of each String of a list, in UTF-16 units. Longer ones are refused before any resolver
 * runs. The description of the input states the limit.
 */
export const MaxCharacters = (count: number): PropertyDecorator & ParameterDecorator => limit('maxCharacters', count);

/** Maximum number of values in a list. Checked before any resolver runs, and stated in the description of the input. */
export const MaxValues = (count: number): PropertyDecorator & ParameterDecorator => limit('maxValues', count);

// A directive, not an extension: type-graphql does not apply extensions to inherited input fields or to single
// arguments.
const limit = (name: 'maxCharacters' | 'maxValues', count: number) =>
  Directive(`@${name}(count: ${count})`) as PropertyDecorator & ParameterDecorator;

/** The value of the only argument of a directive. Undefined for an input without it. */
export const directiveValue = ({ astNode }: InputOrEcho, name: string): ConstValueNode | undefined =>
  astNode?.directives?.find((directive) => directive.name.value === name)?.arguments?.[0]?.value;

function ownLimit(input: InputOrEcho, name: 'maxCharacters' | 'maxValues'): number | undefined {
  const value = directiveValue(input, name);
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

export function maxCharactersOf(input: Input): number {
  return (
    ownLimit(input, 'maxCharacters') ??
    (getNamedType(input.type).name === 'String' ? defaultMaxCharacters : maxCharactersOfOthers)
  );
}

export const maxValuesOf = (input: InputOrEcho): number => ownLimit(input, 'maxValues') ?? defaultMaxValues;

const counted = (count: number): string => count.toLocaleString('en-US');

/**
 * Adds the limits to the descriptions: the defaults to the schema's, all others to the description of their input.
 */
export function describeLimits(schema: GraphQLSchema): void {
  schema.description = [
    `Unless its description says otherwise, a String has at most ${counted(defaultMaxCharacters)} characters ` +
      `(UTF-16 units) and a list at most ${counted(defaultMaxValues)} values.`,
    `An id, a date, an instant or an enum value has at most ${maxCharactersOfOthers} characters.`,
    'No text may contain a control character other than tab, line feed and carriage return, nor U+FFFE, ' +
      'U+FFFF or half of a surrogate pair.',
    'Anything else is refused with BAD_USER_INPUT, and `extensions.argument` names the argument.',
  ].join(' ');
  for (const input of inputsOf(schema)) {
    const limits = [
      [ownLimit(input, 'maxValues'), 'values'],
      [ownLimit(input, 'maxCharacters'), 'characters'],
    ] as const;
    const undescribed = limits.filter(
      ([max]) =>
        max !== undefined && !new RegExp(`\\b${max}\\b`).test((input.description ?? '').replace(/(?<=\d),(?=\d)/g, '')),
    );
    const start =
      isListType(getNullableType(input.type)) && undescribed[0]?.[1] === 'characters' ? 'Each of at most' : 'At most';
    if (undescribed.length > 0)
      input.description =
        `${input.description ?? ''} ${start} ` +
        `${undescribed.map(([max, what]) => `${counted(max!)} ${what}`).join(', each of at most ')}.`;
  }
}

/** Every argument of every field, and every field of every input type. */
export function* inputsOf(schema: GraphQLSchema): Iterable<Input> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type)) yield* Object.values(type.getFields());
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) yield* field.args;
  }
}
