import { randomUUID } from 'node:crypto';
import {
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Context, SubscribePayload } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Config } from '../../config';
import { badInput, unauthenticated } from '../../errors';
import type { Credentials } from '../../features/auth/credentials';
import type { PermissionWatcher } from '../../features/auth/permission-watcher';
import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import type { Authentication } from '../authentication';
import {
  checkOperation,
  dropAbort,
  parseOptions,
  validationOptions,
  validationRules,
} from '../graphql/operation-limits';
import type { OrganizationThrottle } from '../graphql/organization-throttle';
import type { Client, Operations } from '../operations';
import { OwnSubscription } from './own-subscription';
import type { SharedOperation, SharedSubscriptions } from './shared-subscriptions';
import type { SocketExtra } from './socket-adapter';
import type { AdmittedSocket } from './socket-admission';
import { Watcher } from './watcher';

export interface SocketDependencies {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly throttle: OrganizationThrottle;
  readonly authentication: Authentication;
  readonly credentials: Credentials;
  readonly permissions: PermissionWatcher;
  readonly log: Log;
}

export interface ApiSocketExtra extends SocketExtra {
  client: Client;
  readonly admitted: AdmittedSocket;
  /** The session cookie of the request that opened the socket, until `connection_init`. */
  cookie: string | null;
  viewer?: Viewer;
  stopPermissionChecks?: () => void;
}

export type SocketContext = Context<
  { authorization?: unknown; Authorization?: unknown; acceptLanguage?: unknown },
  ApiSocketExtra
>;

/** The execution arguments of a started operation, as graphql-ws passes them on. */
export interface StartedOperation extends ExecutionArgs {
  /** Releases the permit of a query or mutation. */
  readonly release?: () => void;
  /** The results of a subscription. */
  readonly results?: AsyncIterableIterator<ExecutionResult>;
}

/** Checks an operation and starts it, or returns the errors that graphql-ws sends instead. */
export async function startOperation(
  context: SocketContext,
  id: string,
  sent: SubscribePayload,
  dependencies: SocketDependencies,
  shared: SharedSubscriptions,
): Promise<StartedOperation | readonly GraphQLError[]> {
  const { config, schema, throttle, credentials } = dependencies;
  const { extra } = context;
  // As over HTTP, an empty name counts as none.
  const payload = { ...sent, operationName: sent.operationName || undefined };
  try {
    if (extra.socket.readyState !== WebSocket.OPEN) throw badInput('query', 'This connection is closing.');
    // Permissions may have changed since the socket was opened.
    const viewer = await credentials.findViewer(extra.viewer!.credential);
    if (!viewer) throw unauthenticated();
    extra.viewer = viewer;
    const watch = (operation: SharedOperation): StartedOperation => {
      const watcher = new Watcher(extra.writer, id, viewer);
      shared.watch(operation, extra.client, watcher);
      return { ...operation.args, contextValue: { requestId: randomUUID() }, results: watcher };
    };
    const running = shared.find(payload, extra.client);
    if (running) return watch(running);
    const document = parse(payload.query, parseOptions(config));
    const errors = validate(schema, document, [...specifiedRules, ...validationRules(config)], validationOptions);
    dropAbort(errors);
    if (errors.length > 0) return errors;
    const node = getOperationAST(document, payload.operationName);
    if (!node) throw new GraphQLError('Name the operation to run with `operationName`.');
    const cost = checkOperation(schema, document, payload.operationName, payload.variables, config.limits);
    const args: ExecutionArgs = {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
    };
    // The client may also complete the operation while it waits. Its id is not reused before it is over.
    const isGone = (): boolean => extra.client.isGone() || !(id in context.subscriptions);
    if (node.operation === OperationTypeNode.SUBSCRIPTION) {
      const operation = shared.share(payload, extra.client, args, cost);
      return operation
        ? watch(operation)
        : startOwnSubscription(args, cost, viewer, extra.client, isGone, dependencies);
    }
    const contextValue = dependencies.operations.create(viewer, extra.client);
    const permit = await throttle.acquire(viewer, cost, isGone);
    return { ...args, contextValue: { ...contextValue, viewer: permit.viewer }, release: permit.release };
  } catch (error) {
    return [
      error instanceof GraphQLError
        ? error
        : new GraphQLError((error as Error).message, { originalError: error as Error }),
    ];
  }
}

function startOwnSubscription(
  args: ExecutionArgs,
  cost: number,
  viewer: Viewer,
  client: Client,
  isGone: () => boolean,
  { operations, throttle, permissions }: SocketDependencies,
): StartedOperation {
  const contextValue = operations.create(viewer, client);
  const results = OwnSubscription.start(viewer, {
    args,
    permissions,
    createOperation: (now, previousViewer) => ({
      ...operations.create(now, client, contextValue.requestId),
      ...(previousViewer && { previousViewer }),
      inTurn: (work) => throttle.runInTurn(now, cost, isGone, work),
    }),
    viewerNow: (before) => operations.viewerNow(before),
  });
  return { ...args, contextValue, results };
}
