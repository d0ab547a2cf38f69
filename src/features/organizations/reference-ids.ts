import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
  Kind,
} from 'graphql';
import { Directive } from 'type-graphql';
import { because } from '../../error-reasons';
import { badInput, unknownReference } from '../../errors';
import { idOf } from '../../platform/graphql/ids';
import { directiveValue } from '../../platform/graphql/input-limits';
import type { Operation } from '../../platform/graphql/operation';
import { customPropertiesOf, namedItemsOf } from './organization.loaders';
import type { OrganizationRepository, ReferenceData } from './organization.repository';

type Input = GraphQLArgument | GraphQLInputField;
type Values = Readonly<Record<string, unknown>>;
type Reference = keyof ReferenceData;

/**
 * Marks a field of a filter that has ids of locations, teams or plans, or a key of a custom property. An unknown id is refused before any resolver runs:
 * these are archived and never deleted, so it is a mistake, and the answer would be a wrong picture. Records can be
 * deleted, and the ids of deleted ones match nothing.
 */
export const IdsOf = (kind: Reference): PropertyDecorator => Directive(`@idsOf(kind: "${kind}")`);

function kindOf(input: Input): Reference | null {
  const value = directiveValue(input, 'idsOf');
  return value?.kind === Kind.STRING ? (value.value as Reference) : null;
}

/** Checks the ids that an operation has sent. */
export class ReferenceIds {
  constructor(private readonly organizations: OrganizationRepository) {}

  /** @throws BAD_USER_INPUT with the path of the first unknown id */
  async check(operation: Operation, args: Values, inputs: readonly Input[]): Promise<void> {
    for (const { kind, ids, path } of sentIds(args, inputs, [])) {
      const argument = path.join('.');
      if (kind === 'customProperties') await this.checkKeys(operation, ids, argument);
      else {
        const items = (await namedItemsOf(operation, this.organizations))[kind];
        const unknown = ids.find((id) => !items.has(idOf(id)));
        if (unknown !== undefined) throw unknownReference(kind.slice(0, -1), unknown, argument);
      }
    }
  }

  private async checkKeys(operation: Operation, keys: readonly string[], argument: string): Promise<void> {
    const properties = await customPropertiesOf(operation, this.organizations);
    for (const id of keys)
      if (!properties.some(({ key }) => key === id))
        throw badInput(
          argument,
          `There is no custom property with the key ${JSON.stringify(id)}.`,
          because('UNKNOWN_ID', { id }),
        );
  }
}

interface SentIds {
  readonly kind: Reference;
  readonly ids: readonly string[];
  readonly path: readonly string[];
}

function* sentIds(values: Values, inputs: readonly Input[], path: readonly string[]): Generator<SentIds> {
  for (const input of inputs) {
    const value = values[input.name];
    const type = getNamedType(input.type);
    const kind = kindOf(input);
    if (kind && value) yield { kind, ids: [value].flat() as string[], path: [...path, input.name] };
    else if (isInputObjectType(type))
      for (const [index, inner] of [value].flat().entries()) {
        if (typeof inner !== 'object' || inner === null) continue;
        const place = Array.isArray(value) ? [input.name, String(index)] : [input.name];
        yield* sentIds(inner as Values, Object.values(type.getFields()), [...path, ...place]);
      }
  }
}

/** Lets each field with such a list, at any depth of its arguments, check the ids first. */
export function checkReferenceIds(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const inputs = field.args.filter((input) => hasReferenceIds(input));
      if (inputs.length === 0) continue;
      const entry = field.subscribe ? 'subscribe' : 'resolve';
      const proceed = field[entry]!;
      field[entry] = async (source, args: Values, operation: Operation, info) => {
        await operation.inTurn(() => operation.resolvers.get(ReferenceIds).check(operation, args, inputs));
        return await proceed(source, args, operation, info);
      };
    }
  }
}

function hasReferenceIds(input: Input, seen = new Set<unknown>()): boolean {
  const type = getNamedType(input.type);
  if (kindOf(input)) return true;
  if (!isInputObjectType(type) || seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some((field) => hasReferenceIds(field, seen));
}
