import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import type { Config, Limits } from '../config';
import { AppError, badInput } from '../errors';

/** One list of rules for HTTP and WebSocket, beside those of the specification. */
export const validationRules = ({ limits, introspection }: Pick<Config, 'limits' | 'introspection'>): ValidationRule[] => [
  sizeRule(limits),
  ...(introspection === 'off' ? [NoSchemaIntrospectionCustomRule] : []),
];

/** A document with a thousand faults gets a short answer. */
export const validationOptions = { maxErrors: 10 };

export const parseOptions = ({ limits }: Pick<Config, 'limits'>): { maxTokens: number } => ({ maxTokens: limits.tokens });

/** What is checked once a document is valid and its variables are known: they, and what the operation would cost. */
export function checkOperation(schema: GraphQLSchema, document: DocumentNode, operationName: string | null | undefined, variables: unknown, limits: Limits): void {
  checkVariables(variables);
  const cost = getComplexity({
    schema,
    query: document,
    variables: (variables ?? {}) as Record<string, unknown>,
    ...(operationName ? { operationName } : {}),
    estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
  });
  if (cost > limits.cost) {
    throw new AppError('QUERY_TOO_COMPLEX', `This operation costs ${cost} points; ${limits.cost} is the most. Ask for fewer fields, or fewer rows with \`first\`.`, { cost, limit: limits.cost });
  }
}

const deepestVariable = 20;

function checkVariables(value: unknown, path = 'variables', depth = 0): void {
  if (depth > deepestVariable) throw badInput(path.split('.')[1] ?? path, `Variables are nested more than ${deepestVariable} deep.`);
  if (typeof value === 'string' && !value.isWellFormed()) throw badInput(path.replace(/^variables\./, ''), 'This text is not valid Unicode: it holds half of a surrogate pair.');
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) checkVariables(inner, depth < 3 ? `${path}.${key}` : path, depth + 1);
}

function sizeRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document(document) {
      const refuse = (what: string, count: number, most: number): void =>
        context.reportError(new GraphQLError(`This document has ${what} ${count}; ${most} is the most.`, { extensions: { code: 'QUERY_TOO_COMPLEX' } }));
      const { aliases, directives } = countNodes(document);
      if (aliases > limits.aliases) refuse('an alias count of', aliases, limits.aliases);
      if (directives > limits.directives) refuse('a directive count of', directives, limits.directives);
      for (const { depth, rootFields } of measureOperations(document)) {
        if (depth > limits.depth) refuse('a depth of', depth, limits.depth);
        if (rootFields > limits.rootFields) refuse('a root field count of', rootFields, limits.rootFields);
      }
    },
  });
}

function countNodes(document: DocumentNode): { aliases: number; directives: number } {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field(node) {
      if (node.alias) aliases++;
    },
    Directive() {
      directives++;
    },
  });
  return { aliases, directives };
}

/** Each fragment is measured once, however often it is spread; a cycle, which another rule reports, measures nothing. */
function measureOperations(document: DocumentNode): { depth: number; rootFields: number }[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, { depth: number; fields: number }>();

  const measure = ({ selections }: SelectionSetNode): { depth: number; fields: number } => {
    let depth = 0;
    let fields = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        fields++;
        // Introspection is deep by nature and costs nothing.
        const inner = selection.selectionSet && !selection.name.value.startsWith('__') ? measure(selection.selectionSet).depth : 0;
        depth = Math.max(depth, 1 + inner);
        continue;
      }
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? measure(selection.selectionSet) : measureFragment(selection.name.value);
      depth = Math.max(depth, inner.depth);
      fields += inner.fields;
    }
    return { depth, fields };
  };
  const measureFragment = (name: string): { depth: number; fields: number } => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, { depth: 0, fields: 0 });
    const fragment = fragments.get(name);
    const result = fragment ? measure(fragment.selectionSet) : { depth: 0, fields: 0 };
    measured.set(name, result);
    return result;
  };
  return document.definitions
    .filter((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => measure(operation.selectionSet))
    .map(({ depth, fields }) => ({ depth, rootFields: fields }));
}
