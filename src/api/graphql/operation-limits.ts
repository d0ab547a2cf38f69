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
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import type { Config, Limits } from '../../config';
import { AppError, badInput } from '../../errors';
import { argumentOfVariable } from './argument-of-error';
import { checkInputTexts } from './input-texts';
import { subscriptionRootRule } from './subscription-root-rule';

/** One list of rules for HTTP and WebSocket, beside those of the specification. */
export const validationRules = ({
  limits,
  introspection,
}: Pick<Config, 'limits' | 'introspection'>): ValidationRule[] => [
  sizeRule(limits),
  subscriptionRootRule,
  ...(introspection === 'off' ? [NoSchemaIntrospectionCustomRule] : []),
];

/** A rule that aborts the validation has reported why: what graphql-js adds to it says nothing. */
export function dropAbort(errors: readonly Error[]): void {
  const index = errors.indexOf(validationAbortedError);
  if (index >= 0) (errors as Error[]).splice(index, 1);
}

/** A document with a thousand faults gets a short answer. */
export const validationOptions = { maxErrors: 10 };

export const parseOptions = ({ limits }: Pick<Config, 'limits'>): { maxTokens: number } => ({
  maxTokens: limits.tokens,
});

/**
 * Checks what is known once a document is valid and its variables are there: they, and what the operation costs. Gives
 * the cost.
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: unknown,
  limits: Limits,
): number {
  checkVariables(document, variables);
  checkInputTexts(schema, document, operationName, (variables ?? {}) as Record<string, unknown>);
  const cost = costOf(schema, document, operationName, variables);
  if (cost > limits.cost) {
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `This operation costs ${cost} points; ${limits.cost} is the most. Ask for fewer fields, fewer rows (\`first\`), fewer months or fewer groups.`,
      { cost, limit: limits.cost },
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
  try {
    return getComplexity({
      schema,
      query: document,
      variables: (variables ?? {}) as Record<string, unknown>,
      ...(operationName ? { operationName } : {}),
      estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
      maxQueryNodes: 2 * maxFields,
    });
  } catch (error) {
    if (!/maximum allowed number of nodes/.test((error as Error).message)) throw error;
    throw new AppError(
      'QUERY_TOO_COMPLEX',
      `This operation has more than ${maxFields} fields, counting each fragment wherever it is spread.`,
    );
  }
}

/** Without fragments that spread each other, LIMIT_TOKENS allows fewer. */
const maxFields = 5000;
const deepestVariable = 20;

function checkVariables(document: DocumentNode, variables: unknown): void {
  for (const [name, value] of Object.entries(variables ?? {}))
    checkVariable(value, (below) => argumentOfVariable(document, name, below.join('.')));
}

function checkVariable(value: unknown, argumentOf: (below: string[]) => string, below: string[] = []): void {
  if (below.length >= deepestVariable)
    throw badInput(argumentOf([]), `Variables are nested more than ${deepestVariable} deep.`);
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) checkVariable(inner, argumentOf, [...below, key]);
}

function sizeRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document(document) {
      let refused = false;
      const refuse = (what: string, count: number, max: number): void => {
        refused = true;
        context.reportError(
          new GraphQLError(`This document has ${what} ${count}; ${max} is the most.`, {
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
          refuse('a field count, fragments counted wherever they are spread, of', allFields, maxFields);
      }
      // The specification's own rules compare every pair of fields of one name: they must not get to see such a
      // document.
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
      // One inside an inline fragment is counted with the set around it.
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
  /** Those right here, and with all that is inside them. */
  readonly fields: number;
  readonly allFields: number;
}

const nothing: Measures = { depth: 0, fields: 0, allFields: 0 };

/**
 * Each fragment is measured once, however often it is spread; a cycle, which another rule reports, measures nothing.
 */
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
        // Introspection is deep by nature and costs nothing.
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
