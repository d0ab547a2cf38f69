import type { GraphQLSchema } from 'graphql';
import type { Viewer } from '../../viewer';

/** Finds the one instance of a resolver class. */
export interface Resolvers {
  // The signature that type-graphql's container has.
  get<T>(resolver: new (...dependencies: never[]) => T): T;
}

/** What one operation carries: a query or mutation, or one subscription for as long as it lives. */
export interface Operation {
  /** In logs and in masked errors. */
  readonly requestId: string;
  /**
   * A subscription's rights do not change while its stream lives: after a change, the API subscribes to the stream
   * again.
   */
  readonly viewer: Viewer;
  /** Set when a subscription goes on with changed rights: the viewer as they were before. */
  readonly previousViewer?: Viewer;
  /**
   * Does a piece of a subscription's work when its organization's turn has come; of a query or mutation at once, which
   * has waited already. Not within another.
   */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** The server's clock. */
  readonly now: () => Date;
  /** The resolvers of this server; the schema itself knows none, so that it can be built without a server. */
  readonly resolvers: Resolvers;
  /** `now` of the whole operation, so that "this month" cannot flip half-way. */
  startedAt: Date;
  /** Where this client reaches the server, without a trailing slash. */
  readonly baseUrl: string;
  /** The client's network address, for the audit log. */
  readonly address: string | null;
  /** Whether the client has hung up. */
  readonly isGone: () => boolean;
  /** DataLoaders and other things remembered for this operation only; emptied after each mutation and before each event of a subscription. */
  readonly memory: Map<unknown, unknown>;
}

/** What `create` made for this key the first time it was asked for in this operation. */
export function remembered<T>(operation: Operation, key: unknown, create: () => T): T {
  if (!operation.memory.has(key)) operation.memory.set(key, create());
  return operation.memory.get(key) as T;
}

/**
 * Empties the memory of an operation after each of its mutations, so that the fields of the answer, and the mutations
 * that follow, read what was written.
 */
export function forgetAfterMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const { resolve } = field;
    field.resolve = async (source, args, operation: Operation, info) => {
      try {
        return await resolve!(source, args, operation, info);
      } finally {
        operation.memory.clear();
      }
    };
  }
}

/** Nothing remembered for one event of a subscription may serve the next: it would be another moment's rows. */
export function freshEvent<T>(operation: Operation, event: T): T {
  operation.memory.clear();
  operation.startedAt = operation.now();
  return event;
}
