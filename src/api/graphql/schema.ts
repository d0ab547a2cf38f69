import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { rooms } from '../../features';
import { authChecker } from '../../features/auth/auth-checker';
import { describeLimits } from '../../platform/graphql/input-limits';
import { forgetAfterMutations, type Operation } from '../../platform/graphql/operation';

let schema: GraphQLSchema | undefined;

/**
 * The schema, without any server behind it: resolvers are found through each operation. No middleware is global: it
 * would make a promise of every field of every row.
 */
export function createSchema(): GraphQLSchema {
  if (schema) return schema;
  const resolverClasses: Function[] = rooms.flatMap(({ resolvers = [] }) => resolvers.map(([type]) => type));
  schema = buildSchemaSync({
    resolvers: resolverClasses as [Function, ...Function[]],
    authChecker,
    container: ({ context }: { context: Operation }) => context.resolvers,
    // Asked for by type-graphql, but every subscription here has a `subscribe` of its own: its PubSub ends the process
    // when one subscriber stalls.
    pubSub: { publish: noPubSub, subscribe: noPubSub },
    // type-graphql checks nothing unless told to; null is a value to check, not a missing one.
    validate: { skipMissingProperties: false, forbidUnknownValues: false },
  });
  describeLimits(schema);
  forgetAfterMutations(schema);
  return schema;
}

function noPubSub(): never {
  throw new Error('this server has no PubSub');
}

/** What schema.graphql holds. */
export const printedSchema = (): string =>
  `# Emitted by \`npm run schema\`. Do not edit.\n\n${printSchema(lexicographicSortSchema(createSchema()))}\n`;
