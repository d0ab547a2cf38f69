import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from 'graphql';
import { validationAbortedError } from 'graphql/validation/validationAbortedError';
import { type ComplexityEstimator, fieldExtensionsEstimator, getComplexity } from 'graphql-query-complexity';
import type { Config, Limits } from '../../config';
import { because, withoutReason } from '../../error-reasons';
import { AppError } from '../../errors';
import { checkInputs } from './check-inputs';
import { filterCosts } from './filter-load';
import { subscriptionRootRule } from './subscription-root-rule';

/** The validation rules of both transports, in addition to the rules of the GraphQL specification. */
export const validationRules = ({
  limits,
  introspection,
}: Pick<Config, 'limits' | 'introspection'>): ValidationRule[] => [
  sizeRule(limits),
  subscriptionRootRule,
  ...(introspection === 'off' ? [NoSchemaIntrospectionCustomRule] : []),
];

/** Removes the error that graphql-js adds when a rule aborts validation. The rule has reported the reason itself. */
export function dropAbort(errors: readonly Error[]): void {
  const index = errors.indexOf(validationAbortedError);
  if (index >= 0) (errors as Error[]).splice(index, 1);
}

/** Maximum number of errors in the response to an invalid document. */
export const validationOptions = { maxErrors: 10 };

export const parseOptions = ({ limits }: Pick<Config, 'limits'>): { maxTokens: number } => ({
  maxTokens: limits.tokens,
});

/**
 * Checks the inputs and the cost of an operation whose document is valid. Returns the cost, in points.
 *
 * @throws BAD_USER_INPUT or QUERY_TOO_COMPLEX
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: unknown,
  limits: Limits,
): number {
  checkInputs(schema, document, operationName, (variables ?? {}) as Record<string, unknown>);
  const cost = costOf(schema, document, operationName, variables);
  if (cost > limits.cost) {
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `This operation costs ${cost} points; the maximum is ${limits.cost}. ` +
        'Request fewer fields, fewer rows (`first`), fewer months or fewer groups.',
      { cost, limit: limits.cost, ...because('OPERATION_COST', { cost, max: limits.cost }) },
    );
  }
  return cost;
}

function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: unknown,
): number {
  const filterCost = filterCosts();
  const fieldCost = fieldExtensionsEstimator();
  let refusal: Error | undefined;
  const estimate: ComplexityEstimator = (options) => {
    try {
      return (fieldCost(options) ?? 1 + options.childComplexity) + filterCost(options.field.args, options.args);
    } catch (error) {
      // The library would report it as an invalid document.
      refusal ??= error as Error;
      return 0;
    }
  };
  try {
    const cost = getComplexity({
      schema,
      query: document,
      variables: (variables ?? {}) as Record<string, unknown>,
      ...(operationName ? { operationName } : {}),
      estimators: [estimate],
      maxQueryNodes: 2 * maxFields,
    });
    if (refusal) throw refusal;
    return cost;
  } catch (error) {
    if (!/maximum allowed number of nodes/.test((error as Error).message)) throw error;
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `This operation has more than ${maxFields} fields, counting each fragment at every spread.`,
      withoutReason(),
    );
  }
}

/** Only fragments that spread each other reach this: LIMIT_TOKENS allows fewer fields otherwise. */
const maxFields = 5000;

function sizeRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document(document) {
      let refused = false;
      const refuse = (what: string, count: number, max: number): void => {
        refused = true;
        context.reportError(
          new GraphQLError(`This document has ${what} ${count}; the maximum is ${max}.`, {
            extensions: { code: 'QUERY_TOO_COMPLEX' },
          }),
        );
      };
      const { aliases, directives, repeats } = countNodes(document);
      if (aliases > limits.aliases) refuse('an alias count of', aliases, limits.aliases);
      if (directives > limits.directives) refuse('a directive count of', directives, limits.directives);
      if (repeats > maxRepeats) refuse('a count of repeated fields of', repeats, maxRepeats);
      for (const { depth, rootFields, allFields } of measureOperations(document)) {
        if (depth > limits.depth) refuse('a depth of', depth, limits.depth);
        if (rootFields > limits.rootFields) refuse('a root field count of', rootFields, limits.rootFields);
        if (allFields > maxFields)
          refuse('a field count, with fragments counted at every spread, of', allFields, maxFields);
      }
      // The specification's own rules compare every pair of fields of one name. They must not run on such a document.
      if (refused) throw validationAbortedError;
    },
  });
}

const maxRepeats = 100;

function countNodes(document: DocumentNode): { aliases: number; directives: number; repeats: number } {
  let aliases = 0;
  let directives = 0;
  let repeats = 0;
  visit(document, {
    Field(node) {
      if (node.alias) aliases++;
    },
    Directive() {
      directives++;
    },
    SelectionSet(node, _key, parent) {
      // A selection set inside an inline fragment is counted with the set around it.
      if (!(parent && 'kind' in parent && parent.kind === Kind.INLINE_FRAGMENT)) repeats += countRepeats(node);
    },
  });
  return { aliases, directives, repeats };
}

function countRepeats(set: SelectionSetNode, names = new Set<string>()): number {
  return set.selections.reduce((repeats, selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return repeats + countRepeats(selection.selectionSet, names);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return repeats;
    const name = (selection.alias ?? selection.name).value;
    if (names.has(name)) return repeats + 1;
    names.add(name);
    return repeats;
  }, 0);
}

interface Measures {
  readonly depth: number;
  /** Direct fields. */
  readonly fields: number;
  /** Direct and nested fields. */
  readonly allFields: number;
}

const nothing: Measures = { depth: 0, fields: 0, allFields: 0 };

/** Measures each fragment once, however often it is spread. A cycle counts as empty; another rule reports it. */
function measureOperations(document: DocumentNode): { depth: number; rootFields: number; allFields: number }[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Measures>();

  const measure = ({ selections }: SelectionSetNode): Measures => {
    const sum = { depth: 0, fields: 0, allFields: 0 };
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet ? measure(selection.selectionSet) : nothing;
        // Introspection queries are deep and cheap.
        sum.depth = Math.max(sum.depth, 1 + (selection.name.value.startsWith('__') ? 0 : inner.depth));
        sum.fields++;
        sum.allFields += 1 + inner.allFields;
        continue;
      }
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? measure(selection.selectionSet)
          : measureFragment(selection.name.value);
      sum.depth = Math.max(sum.depth, inner.depth);
      sum.fields += inner.fields;
      sum.allFields += inner.allFields;
    }
    return sum;
  };
  const measureFragment = (name: string): Measures => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const result = fragment ? measure(fragment.selectionSet) : nothing;
    measured.set(name, result);
    return result;
  };
  return document.definitions
    .filter((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => measure(operation.selectionSet))
    .map(({ depth, fields, allFields }) => ({ depth, rootFields: fields, allFields }));
}
