import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  Kind,
} from 'graphql';
import { Directive } from 'type-graphql';

type Input = GraphQLArgument | GraphQLInputField;

/** Of a String that names no limit of its own, in UTF-16 units. */
export const defaultMaxCharacters = 1000;
/** Of everything else that can be sent as a text: ids, dates, instants, numbers, enum values. */
export const maxCharactersOfOthers = 100;
/** Of a list that names no limit of its own. */
export const defaultMaxValues = 500;

/**
 * How long a String, or each of a list of them, may be, in UTF-16 units. Refused beyond, before any resolver runs;
 * stated in the description.
 */
export const MaxCharacters = (count: number): PropertyDecorator & ParameterDecorator => limit('maxCharacters', count);

/** How many values a list may have. Refused beyond, before any resolver runs; stated in the description. */
export const MaxValues = (count: number): PropertyDecorator & ParameterDecorator => limit('maxValues', count);

// A directive and no extension: type-graphql hands extensions neither to fields that an input inherits nor to single
// arguments.
const limit = (name: 'maxCharacters' | 'maxValues', count: number) =>
  Directive(`@${name}(count: ${count})`) as PropertyDecorator & ParameterDecorator;

function ownLimit({ astNode }: Input, name: 'maxCharacters' | 'maxValues'): number | undefined {
  const value = astNode?.directives?.find((directive) => directive.name.value === name)?.arguments?.[0]?.value;
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

export function maxCharactersOf(input: Input): number {
  return (
    ownLimit(input, 'maxCharacters') ??
    (getNamedType(input.type).name === 'String' ? defaultMaxCharacters : maxCharactersOfOthers)
  );
}

export const maxValuesOf = (input: Input): number => ownLimit(input, 'maxValues') ?? defaultMaxValues;

const counted = (count: number): string => count.toLocaleString('en-US');

/**
 * Writes the limits into the descriptions: the defaults into the schema's, every other one into its input's.
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
    const unsaid = limits.filter(
      ([max]) =>
        max !== undefined && !new RegExp(`\\b${max}\\b`).test((input.description ?? '').replace(/(?<=\d),(?=\d)/g, '')),
    );
    const start =
      isListType(getNullableType(input.type)) && unsaid[0]?.[1] === 'characters' ? 'Each of at most' : 'At most';
    if (unsaid.length > 0)
      input.description =
        `${input.description ?? ''} ${start} ` +
        `${unsaid.map(([max, what]) => `${counted(max!)} ${what}`).join(', each of at most ')}.`;
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
