import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { Answer, TestClient } from './client';
import type { RawSocket } from './raw-socket';

type Input = GraphQLArgument | GraphQLInputField;

/** An argument or input field that takes a text or a list, with an operation that sets it. */
export interface InputPlace {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The path from the root field to the field with the argument. */
  readonly field: string;
  /** The name that errors use. */
  readonly argument: string;
  readonly input: Input;
  /** The scalar or enum of the text or of the list's elements. */
  readonly typeName: string;
  readonly isList: boolean;
  /** A valid element if this is a list. */
  readonly sample: unknown;
  operation(value: unknown): { query: string; variables: Record<string, unknown> };
}

const samples: Record<string, unknown> = {
  // No row has this id, so the operations change nothing.
  ID: '0',
  String: 'x',
  Int: 1,
  Float: 1,
  Boolean: true,
  BigInt: '1',
  YearMonth: '2026-01',
  Date: '2026-01-01',
  DateTime: '2026-01-01T00:00:00Z',
};

function sampleOf(type: GraphQLInputType): unknown {
  const plain = getNullableType(type);
  if (isListType(plain)) return [sampleOf(plain.ofType)];
  if (isEnumType(plain)) return plain.getValues()[0]!.name;
  if (isInputObjectType(plain))
    return Object.fromEntries(
      Object.values(plain.getFields())
        .filter(isRequiredInputField)
        .map((field) => [field.name, sampleOf(field.type)]),
    );
  const sample = samples[getNamedType(plain).name];
  if (sample === undefined)
    throw new Error(`no sample of the scalar ${String(plain)}: add one, and say whether it is sent as a text`);
  return sample;
}

/**
 * Every text and list that a client can send, in arguments of all fields and in inputs at any depth.
 */
export function inputPlaces(schema: GraphQLSchema): InputPlace[] {
  const places: InputPlace[] = [];
  for (const [kind, root] of [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const) {
    const seen = new Set<GraphQLObjectType>();
    const walk = (type: GraphQLObjectType, trail: readonly string[]): void => {
      if (seen.has(type)) return;
      seen.add(type);
      for (const field of Object.values(type.getFields())) {
        const inner = getNamedType(field.type);
        for (const argument of field.args)
          places.push(...placesOf(kind, [...trail, field.name], field.args, argument, isLeafType(inner)));
        if (isObjectType(inner) && !field.args.some(isRequiredArgument) && kind === 'query')
          walk(inner, [...trail, field.name]);
      }
    };
    walk(root!, []);
  }
  return places;
}

function placesOf(
  kind: InputPlace['kind'],
  trail: readonly string[],
  all: readonly GraphQLArgument[],
  argument: GraphQLArgument,
  isLeaf: boolean,
): InputPlace[] {
  const given = all.filter((each) => each === argument || isRequiredArgument(each));
  const selection = `(${given.map(({ name }) => `${name}: $${name}`).join(', ')})${isLeaf ? '' : ' { __typename }'}`;
  const query = `${kind} (${given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')}) { ${trail.join(' { ')}${selection}${' }'.repeat(trail.length)}`;
  const others = Object.fromEntries(
    given.filter((each) => each !== argument).map((each) => [each.name, sampleOf(each.type)]),
  );

  const places: InputPlace[] = [];
  const walk = (
    input: Input,
    path: readonly string[],
    put: (value: unknown) => unknown,
    within: readonly unknown[],
  ): void => {
    const type = getNullableType(input.type);
    const item = isListType(type) ? getNullableType(type.ofType) : type;
    const operation = (value: unknown) => ({ query, variables: { ...others, [argument.name]: put(value) } });
    const common = {
      kind,
      field: trail.join('.'),
      argument: path.join('.'),
      input,
      typeName: getNamedType(type).name,
      sample: sampleOf(item),
      operation,
    };
    if (isListType(type)) places.push({ ...common, isList: true });
    // A filter within a filter of its own type has the same places.
    if (within.includes(item)) return;
    if (isInputObjectType(item)) {
      const base = sampleOf(item) as object;
      const putHere = (fields: object): unknown => put(isListType(type) ? [fields] : fields);
      for (const field of Object.values(item.getFields()))
        walk(
          field,
          [...path, ...(isListType(type) ? ['0'] : []), field.name],
          (value) => putHere({ ...base, [field.name]: value }),
          [...within, item],
        );
    } else if (!['Int', 'Float', 'Boolean'].includes(common.typeName)) {
      places.push({ ...common, isList: false, operation: (value) => operation(isListType(type) ? [value] : value) });
    }
  };
  walk(argument, [argument.name], (value) => value, []);
  return places;
}

/** The errors of the operation of a place with a value: of its answer, or of the first message of a subscription. */
export async function errorsOf(
  place: InputPlace,
  value: unknown,
  client: TestClient,
  socket: RawSocket,
): Promise<NonNullable<Answer<unknown>['errors']>> {
  const { query, variables } = place.operation(value);
  if (place.kind !== 'subscription') return (await client.gql(query, variables)).errors ?? [];
  const id = socket.start(query, variables);
  const { errors } = (await socket.firstOf(id)) as Answer<unknown>;
  if (!errors) socket.send({ id, type: 'complete' });
  return errors ?? [];
}
