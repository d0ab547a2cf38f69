import type { GraphQLSchema } from 'graphql';
import type { Viewer } from '../../viewer';
import type { Language } from '../text/language';

/** Returns the instance of a resolver class. */
export interface Resolvers {
  // The signature of type-graphql's container.
  get<T>(resolver: new (...dependencies: never[]) => T): T;
}

/** The context of one operation: of a query, a mutation, or a subscription during its whole lifetime. */
export interface Operation {
  /** Identifies the operation in logs and in masked errors. */
  readonly requestId: string;
  /**
   * A subscription's rights do not change while its stream lives: after a change, the API subscribes to the stream
   * again.
   */
  readonly viewer: Viewer;
  /** The viewer before the change, when a subscription continues with changed rights. */
  readonly previousViewer?: Viewer;
  /**
   * Runs `work` of a subscription within the concurrency limit of its organization, possibly after waiting. Runs it
   * immediately in a query or mutation, which has already waited. Calls must not be nested.
   */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** The current time of the server's clock. */
  readonly now: () => Date;
  /** The resolvers of this server. The schema has no instances, so that it can be built without a server. */
  readonly resolvers: Resolvers;
  /** The instant that the whole operation uses as now, so that "this month" cannot change in the middle of it. */
  startedAt: Date;
  /** The URL at which this client reaches the server, without a trailing slash. */
  readonly baseUrl: string;
  /** The client's network address, for the audit log. */
  readonly address: string | null;
  /** Deletes the session cookie of the client with the response. Does nothing on a WebSocket, which has no response. */
  readonly clearSessionCookie: () => void;
  /** Whether the client has disconnected. */
  readonly isGone: () => boolean;
  /** The language of labels and of texts for people. */
  readonly language: Language;
  /**
   * DataLoaders and other values that are cached for this operation only. Cleared after each mutation and before each
   * event of a subscription.
   */
  readonly cache: Map<unknown, unknown>;
}

/** Returns the cached value of a key, and creates it on the first call in this operation. */
export function cached<T>(operation: Operation, key: unknown, create: () => T): T {
  if (!operation.cache.has(key)) operation.cache.set(key, create());
  return operation.cache.get(key) as T;
}

/**
 * Clears the cache of an operation after each of its mutations, so that the fields of the result and the following
 * mutations read what was written.
 */
export function clearCacheAfterMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const { resolve } = field;
    field.resolve = async (source, args, operation: Operation, info) => {
      try {
        return await resolve!(source, args, operation, info);
      } finally {
        operation.cache.clear();
      }
    };
  }
}

/** Clears the cache before an event of a subscription, which must not use rows that were read for an earlier event. */
export function freshEvent<T>(operation: Operation, event: T): T {
  operation.cache.clear();
  operation.startedAt = operation.now();
  return event;
}
