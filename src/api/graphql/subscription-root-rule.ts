import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { validationAbortedError } from 'graphql/validation/validationAbortedError';

/**
 * Refuses `@skip` and `@include` at the root of a subscription, as the specification requires (section "Single Root
 * Field"). The rule of graphql-js evaluates them without the variables and reports a missing variable instead.
 */
export const subscriptionRootRule: ValidationRule = (context) => ({
  Document(document) {
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    const found = document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION
        ? conditionsOf(definition.selectionSet, fragments)
        : [],
    );
    if (found.length === 0) return;
    const names = [...new Set(found.map(({ name }) => `\`@${name.value}\``))].join(' and ');
    context.reportError(
      new GraphQLError(
        `${names} must not be used at the root of a subscription: the GraphQL specification requires exactly one ` +
          'field there, for all variables. ' +
          'Use it inside that field, or do not subscribe (`skip` of Apollo Client, `pause` of urql).',
        { nodes: found },
      ),
    );
    // Otherwise the rule of graphql-js would run next, and throw.
    throw validationAbortedError;
  },
});

/** Returns the conditions on the root fields and on the fragments that contain them. */
function conditionsOf(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  visited = new Set<string>(),
): DirectiveNode[] {
  return selections.flatMap((selection) => {
    const conditions = (selection.directives ?? []).filter(
      ({ name }) => name.value === 'skip' || name.value === 'include',
    );
    if (selection.kind === Kind.FIELD) return conditions;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return [...conditions, ...conditionsOf(selection.selectionSet, fragments, visited)];
    const fragment = fragments.get(selection.name.value);
    if (!fragment || visited.has(fragment.name.value)) return conditions;
    visited.add(fragment.name.value);
    return [...conditions, ...conditionsOf(fragment.selectionSet, fragments, visited)];
  });
}
