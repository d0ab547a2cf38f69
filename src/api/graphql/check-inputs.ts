import {
  type DocumentNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputFieldMap,
  GraphQLInt,
  type GraphQLSchema,
  isInputObjectType,
  Kind,
  separateOperations,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { because } from '../../error-reasons';
import { type AppError, badInput, misuse } from '../../errors';
import { InputErrors } from '../../platform/graphql/input-errors';
import { maxCharactersOf, maxValuesOf } from '../../platform/graphql/input-limits';
import { parseInstant } from '../../platform/graphql/scalars';
import { unacceptableCharacter } from '../../platform/text/characters';
import { isFilter } from './filter-load';

type Input = GraphQLArgument | GraphQLInputField;
type Variables = Readonly<Record<string, unknown>>;
type Path = readonly string[];

const maxDepth = 20;

/**
 * Checks the arguments of an operation, in literals and variables alike.
 *
 * @throws BAD_USER_INPUT with the path of each argument, for a text or list that exceeds the limit of its argument, for a
 * text with a character that files cannot contain, for a range without bounds or that ends before it starts, for values
 * nested too deeply,
 * also in unused variables, and for `first` together with `last`
 */
export function checkInputs(
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
  const unused = new Set(Object.keys(variables));
  const errors = new InputErrors();
  const check = inputCheck(errors);

  const valueOf = (node: ValueNode): unknown => {
    switch (node.kind) {
      case Kind.VARIABLE: {
        const { value: name } = node.name;
        const fallback = defaults.get(name);
        unused.delete(name);
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
      Field({ arguments: args = [] }) {
        const sent = args.filter(({ value }) => (valueOf(value) ?? null) !== null).map(({ name }) => name.value);
        // Not in a resolver: `first` has a default, which hides from it whether the argument was sent.
        if (sent.includes('first') && sent.includes('last'))
          throw misuse('last', '`last` must be absent if `first` is set. Set one of them.');
      },
      Argument({ name, value }) {
        const input = types.getArgument();
        if (input) check(valueOf(value), input, [name.value]);
        return false;
      },
    }),
  );
  for (const name of unused) check(variables[name], null, [name]);
  errors.throwIfAny();
}

/** Returns the check of one value. `input` is null for the value of an unused variable, which has only a maximum depth. */
function inputCheck(errors: InputErrors): (value: unknown, input: Input | null, path: Path) => void {
  // A variable with many values may be used by many arguments.
  const checked = new Map<Input | null, Set<unknown>>();
  let filters = 0;

  const check = (value: unknown, input: Input | null, path: Path): void => {
    if (path.length > maxDepth)
      throw misuse(path[0]!, `\`${path[0]}\` must not be nested more than ${maxDepth} levels deep.`);
    if (typeof value === 'string') {
      if (input) errors.attempt(() => checkText(value, maxCharactersOf(input), path));
      return;
    }
    if (value === null || typeof value !== 'object') return;
    const before = checked.get(input) ?? new Set();
    if (before.has(value)) return;
    checked.set(input, before.add(value));
    if (Array.isArray(value)) {
      if (input) errors.attempt(() => checkLength(value, maxValuesOf(input), path));
      // A list of plain values is named as a whole, as where graphql-js refuses one of them.
      value.forEach((each, index) => check(each, input, typeof each === 'string' ? path : [...path, String(index)]));
      return;
    }
    const type = input && getNamedType(input.type);
    const fields = type && isInputObjectType(type) ? type.getFields() : null;
    if (type && isFilter(type)) {
      if (++filters > maxFilters) throw tooManyFilters(path);
      if (path.filter((part) => ['anyOf', 'not'].includes(part)).length > maxLevels) throw tooManyLevels(path);
    }
    // `Object.hasOwn`, because clients choose the names: every plain object has a `constructor`.
    for (const [key, inner] of Object.entries(value)) {
      const field = fields && Object.hasOwn(fields, key) ? fields[key]! : input;
      check(inner, field, [...path, key]);
    }
    if (fields && isRangeOfInstants(fields)) errors.attempt(() => checkOrder(value, path));
    if (fields && isRangeOfNumbers(fields)) errors.attempt(() => checkNumbers(value, fields, path));
  };
  return check;
}

function checkLength(list: readonly unknown[], maxValues: number, path: Path): void {
  if (list.length > maxValues)
    throw badInput(
      nameOf(path),
      `\`${nameOf(path)}\` must not have more than ${maxValues} values; it has ${list.length}.`,
      because('TOO_MANY_VALUES', { max: maxValues }),
    );
}

/** Whether an input is a range of instants, by the names that all ranges give to their bounds. */
const isRangeOfInstants = (fields: GraphQLInputFieldMap): boolean =>
  [fields.from, fields.before].every((bound) => bound && getNamedType(bound.type).name === 'DateTime');

function checkOrder({ from, before }: { readonly from?: unknown; readonly before?: unknown }, path: Path): void {
  const [start, end] = [instantOf(from), instantOf(before)];
  if (start && end && end < start)
    throw badInput(`${nameOf(path)}.before`, '`before` must not be earlier than `from`.', because('RANGE_REVERSED'));
}

/** Whether an input is a range of numbers, by the names that all ranges give to their bounds. */
const isRangeOfNumbers = (fields: GraphQLInputFieldMap): boolean =>
  Boolean(fields['eq'] && fields['gte'] && fields['lte']);

/** Ranges of whole numbers count something, and ranges of amounts can be negative. */
function checkNumbers(range: object, fields: GraphQLInputFieldMap, path: Path): void {
  const [eq, gte, lte] = ['eq', 'gte', 'lte'].map((bound) => {
    const value = (range as Readonly<Record<string, unknown>>)[bound] ?? null;
    const number = wholeOf(value);
    if (number !== null && number < 0n && getNamedType(fields[bound]!.type) === GraphQLInt)
      throw badInput(
        nameOf([...path, bound]),
        `\`${nameOf([...path, bound])}\` must not be negative.`,
        because('NEGATIVE'),
      );
    return { isSet: value !== null, number };
  }) as [Bound, Bound, Bound];
  if (eq.isSet && (gte.isSet || lte.isSet))
    throw badInput(
      nameOf([...path, 'eq']),
      'Give either `eq`, or `gte` and/or `lte`.',
      because('RANGE_OVERDETERMINED'),
    );
  if (!eq.isSet && !gte.isSet && !lte.isSet)
    throw badInput(nameOf(path), 'Give `eq`, `gte` or `lte`.', because('RANGE_EMPTY'));
  if (gte.number !== null && lte.number !== null && lte.number < gte.number)
    throw badInput(
      nameOf([...path, 'lte']),
      `\`lte\` (${lte.number}) must not be less than \`gte\` (${gte.number}).`,
      because('RANGE_REVERSED'),
    );
}

interface Bound {
  readonly isSet: boolean;
  readonly number: bigint | null;
}

/** Null for anything that the scalar refuses later. */
const wholeOf = (value: unknown): bigint | null =>
  (typeof value === 'number' || typeof value === 'string') && /^-?\d{1,40}$/.test(String(value))
    ? BigInt(String(value))
    : null;

const maxFilters = 100;

/** With more, a client could not read the filter again within LIMIT_DEPTH. */
const maxLevels = 5;

const tooManyLevels = (path: Path): AppError =>
  badInput(
    path[0]!,
    `The filters of \`${path[0]}\` must not be within each other more than ${maxLevels} levels deep.`,
    because('TOO_MANY_VALUES', { max: maxLevels }),
  );

const tooManyFilters = (path: Path): AppError =>
  badInput(
    path[0]!,
    `The arguments must not have more than ${maxFilters} filters, counting those within each other.`,
    because('TOO_MANY_VALUES', { max: maxFilters }),
  );

/** Null for anything that the scalar refuses later. Clients can send values of any type in variables. */
function instantOf(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  try {
    return parseInstant(value);
  } catch {
    return null;
  }
}

function checkText(text: string, maxCharacters: number, path: Path): void {
  if (text.length > maxCharacters)
    throw badInput(
      nameOf(path),
      `\`${nameOf(path)}\` must not be longer than ${maxCharacters} characters; it has ${text.length}.`,
      because('TEXT_TOO_LONG', { max: maxCharacters }),
    );
  const character = unacceptableCharacter(text);
  if (character)
    throw badInput(
      nameOf(path),
      `\`${nameOf(path)}\` must not contain the character ${character}: files cannot contain it.`,
      because('INVISIBLE_CHARACTER', { character }),
    );
}

const nameOf = (path: Path): string => path.join('.');
