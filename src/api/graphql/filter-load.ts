import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  isInputObjectType,
} from 'graphql';
import { because } from '../../error-reasons';
import { badInput } from '../../errors';

type Input = GraphQLArgument | GraphQLInputField;
type Values = Readonly<Record<string, unknown>>;

/** What the filters of one argument ask of the database. A variable counts each time it is used. */
interface Load {
  /** Values in lists, such as ids. */
  readonly values: number;
  /** Filters within filters. */
  readonly nested: number;
}

const nothing: Load = { values: 0, nested: 0 };
const sum = (loads: readonly Load[]): Load =>
  loads.reduce((all, { values, nested }) => ({ values: all.values + values, nested: all.nested + nested }), nothing);

// Asked for each object that a client sends.
const filterTypes = new WeakMap<GraphQLNamedType, boolean>();

/** Whether an input can contain inputs of its own type: a filter. */
export function isFilter(type: GraphQLNamedType): boolean {
  let is = filterTypes.get(type);
  if (is === undefined) {
    is = isInputObjectType(type) && Object.values(type.getFields()).some((field) => getNamedType(field.type) === type);
    filterTypes.set(type, is);
  }
  return is;
}

/** SQLite takes 32,766 parameters in a statement. The rest is for ids to exclude, periods and pages. */
const maxValues = 20_000;
const valuesPerPoint = 2;
const pointsPerNested = 100;

/**
 * Returns a function for the cost of the filters in the arguments of one field. Filters have conditions for each row.
 *
 * @throws BAD_USER_INPUT if an argument has more values than one statement can take
 */
export function filterCosts(): (inputs: readonly Input[], args: Values) => number {
  // One value is used by many filters if it is a variable.
  const known = new WeakMap<object, Load>();

  const loadOf = (value: unknown, type: GraphQLNamedType, outer: GraphQLNamedType | null): Load => {
    if (typeof value !== 'object' || value === null) return nothing;
    if (Array.isArray(value)) {
      if (isInputObjectType(type)) return sum(value.map((each) => loadOf(each, type, outer)));
      return { values: outer ? value.length : 0, nested: 0 };
    }
    if (!isInputObjectType(type)) return nothing;
    let inner = known.get(value);
    if (!inner) {
      const within = isFilter(type) ? type : outer;
      inner = sum(
        Object.values(type.getFields()).map((field) =>
          loadOf((value as Values)[field.name], getNamedType(field.type), within),
        ),
      );
      known.set(value, inner);
    }
    return type === outer ? { ...inner, nested: inner.nested + 1 } : inner;
  };

  return (inputs, args) =>
    inputs.reduce((cost, { name, type }) => {
      const { values, nested } = loadOf(args[name], getNamedType(type), null);
      if (values > maxValues)
        throw badInput(
          name,
          `The lists in the filters of \`${name}\` must not have more than ${maxValues} values together; they have ${values}.`,
          because('TOO_MANY_VALUES', { max: maxValues }),
        );
      return cost + Math.floor(values / valuesPerPoint) + pointsPerNested * nested;
    }, 0);
}
