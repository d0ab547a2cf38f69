import type { GraphQLSchema } from 'graphql';
import type { Operation } from '../../platform/graphql/operation';
import { RightsChanged } from './lock-viewer';

/** The rights of a user hardly change twice while one mutation waits for its transaction. */
const maxAttempts = 3;

/**
 * Executes a mutation again if the rights of its viewer changed before its transaction, which has written nothing. All
 * checks are made again, with the rights of now.
 */
export function repeatAfterChangedRights(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const { resolve } = field;
    field.resolve = async (source, args, operation: Operation, info) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await resolve!(source, args, operation, info);
        } catch (error) {
          if (!(error instanceof RightsChanged) || attempt === maxAttempts) throw error;
          operation.cache.clear();
          Object.assign(operation, { viewer: error.viewer });
        }
      }
    };
  }
}
