import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { rooms } from '../../features';
import { authChecker } from '../../features/auth/auth-checker';
import { repeatAfterChangedRights } from '../../features/auth/changed-rights';
import { checkReferenceIds } from '../../features/organizations/reference-ids';
import { priceEchoedLists } from '../../platform/graphql/echoed-input';
import { describeLimits } from '../../platform/graphql/input-limits';
import { clearCacheAfterMutations, type Operation } from '../../platform/graphql/operation';

let schema: GraphQLSchema | undefined;

/**
 * Builds the schema once. It contains no instances of resolvers: each operation carries the resolvers of its server.
 * Has no global middleware, which would create a promise for every field of every row.
 */
export function createSchema(): GraphQLSchema {
  if (schema) return schema;
  const resolverClasses: Function[] = rooms.flatMap(({ resolvers = [] }) => resolvers.map(([type]) => type));
  schema = buildSchemaSync({
    resolvers: resolverClasses as [Function, ...Function[]],
    authChecker,
    container: ({ context }: { context: Operation }) => context.resolvers,
    // Required by type-graphql, but unused: every subscription has its own `subscribe`. Its PubSub would end the process
    // when one subscriber stalls.
    pubSub: { publish: noPubSub, subscribe: noPubSub },
    // Null is a value to validate, not a missing one.
    validate: { skipMissingProperties: false, forbidUnknownValues: false },
  });
  describeLimits(schema);
  priceEchoedLists(schema);
  checkReferenceIds(schema);
  repeatAfterChangedRights(schema);
  clearCacheAfterMutations(schema);
  return schema;
}

function noPubSub(): never {
  throw new Error('subscriptions must have their own `subscribe`');
}

/** The content of schema.graphql. */
export const printedSchema = (): string =>
  `# Emitted by \`npm run schema\`. Do not edit.\n\n${printSchema(lexicographicSortSchema(createSchema()))}\n`;
