import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Kind } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a mutation that needs no viewer. Its operation must not contain another root field. */
export const Anonymous = (): MethodDecorator => Extensions({ isAnonymous: true });

/** Whether a document is one mutation with one root field, which needs no viewer. */
export function isAnonymous(schema: GraphQLSchema, { definitions }: DocumentNode): boolean {
  const [operation, ...others] = definitions;
  if (others.length > 0 || operation?.kind !== Kind.OPERATION_DEFINITION || operation.operation !== 'mutation')
    return false;
  const [field, ...more] = operation.selectionSet.selections;
  if (more.length > 0 || field?.kind !== Kind.FIELD) return false;
  return schema.getMutationType()?.getFields()[field.name.value]?.extensions.isAnonymous === true;
}
