import {
  type DocumentNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  Kind,
  separateOperations,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { badInput } from '../../errors';
import { maxCharactersOf, maxValuesOf } from '../../platform/graphql/input-limits';
import { unacceptableCharacter } from '../../platform/text/characters';

type Input = GraphQLArgument | GraphQLInputField;
type Variables = Readonly<Record<string, unknown>>;

/**
 * Refuses a text or a list that is too long for where it stands, and a text that no file could hold, in literals and
 * variables alike. BAD_USER_INPUT names the argument. Variables must not be nested without bound.
 */
export function checkInputTexts(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables,
): void {
  const operation =
    document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1 && operationName
      ? (separateOperations(document)[operationName] ?? document)
      : document;
  const types = new TypeInfo(schema);
  const defaults = new Map<string, ValueNode>();
  // A variable of many values may stand in many places.
  const checked = new Map<Input, Set<unknown>>();

  const check = (value: unknown, input: Input, path: readonly string[]): void => {
    if (typeof value === 'string') return checkText(value, maxCharactersOf(input), path);
    if (value === null || typeof value !== 'object') return;
    const before = checked.get(input) ?? new Set();
    if (before.has(value)) return;
    checked.set(input, before.add(value));
    if (Array.isArray(value)) {
      const maxValues = maxValuesOf(input);
      if (value.length > maxValues)
        throw badInput(
          nameOf(path),
          `\`${nameOf(path)}\` must not have more than ${maxValues} values; it has ${value.length}.`,
        );
      // A list of plain values is named as a whole, as where graphql-js refuses one of them.
      value.forEach((each, index) => check(each, input, typeof each === 'string' ? path : [...path, String(index)]));
      return;
    }
    const type = getNamedType(input.type);
    // No plain object where the client chooses the names: it has a constructor.
    const fields = isInputObjectType(type) ? type.getFields() : null;
    for (const [key, inner] of Object.entries(value)) check(inner, fields?.[key] ?? input, [...path, key]);
  };

  const valueOf = (node: ValueNode): unknown => {
    switch (node.kind) {
      case Kind.VARIABLE: {
        const { value: name } = node.name;
        const fallback = defaults.get(name);
        if (Object.hasOwn(variables, name)) return variables[name];
        return fallback && valueOf(fallback);
      }
      case Kind.LIST:
        return node.values.map(valueOf);
      case Kind.OBJECT:
        return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, valueOf(value)]));
      case Kind.NULL:
        return null;
      default:
        return String(node.value);
    }
  };

  visit(
    operation,
    visitWithTypeInfo(types, {
      VariableDefinition({ variable, defaultValue }) {
        if (defaultValue) defaults.set(variable.name.value, defaultValue);
        return false;
      },
      Argument({ name, value }) {
        const input = types.getArgument();
        if (input) check(valueOf(value), input, [name.value]);
        return false;
      },
    }),
  );
}

function checkText(text: string, maxCharacters: number, path: readonly string[]): void {
  if (text.length > maxCharacters)
    throw badInput(
      nameOf(path),
      `\`${nameOf(path)}\` must not be longer than ${maxCharacters} characters; it has ${text.length}.`,
    );
  const character = unacceptableCharacter(text);
  if (character)
    throw badInput(
      nameOf(path),
      `\`${nameOf(path)}\` must not contain the character ${character}: files cannot hold it.`,
    );
}

const nameOf = (path: readonly string[]): string => path.join('.');
