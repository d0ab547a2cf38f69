import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Config } from '../../config';
import { misuse, unauthenticated } from '../../errors';
import type { Credentials } from '../../features/auth/credentials';
import type { PermissionWatcher } from '../../features/auth/permission-watcher';
import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import { formatError, type RequestInfo } from '../graphql/format-error';
import { costExtensions, requestsCost } from '../graphql/operation-cost';
import {
  checkOperation,
  dropAbort,
  parseOptions,
  validationOptions,
  validationRules,
} from '../graphql/operation-limits';
import type { OrganizationThrottle } from '../graphql/organization-throttle';
import type { Client, Operations } from '../operations';
import { extendFirstResult, extendFirstState } from './first-result';
import { OwnSubscription } from './own-subscription';
import { type OperationRequest, type SharedOperation, SharedSubscriptions } from './shared-subscriptions';
import { type SendState, Watcher } from './watcher';

interface LiveDependencies {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly throttle: OrganizationThrottle;
  readonly credentials: Credentials;
  readonly permissions: PermissionWatcher;
  readonly log: Log;
}

/** The client of one operation, on any transport. */
export interface Recipient {
  readonly client: Client;
  /** The viewer who opened the connection. Their permissions may have changed since then. */
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Whether the client no longer expects results. */
  isGone(): boolean;
  /** Sends a state of a shared subscription. */
  readonly send: SendState;
}

/** The execution arguments of a started operation. */
export interface StartedOperation extends ExecutionArgs {
  readonly request: RequestInfo;
  /** Releases the permit of a query or mutation. */
  readonly release?: () => void;
  /** Of the result of a query or mutation. */
  readonly extensions?: (() => Record<string, unknown>) | null;
  /** The results of a subscription. */
  readonly results?: AsyncIterableIterator<ExecutionResult>;
}

/** Runs the operations of live connections, with the checks and limits of HTTP requests. */
export class LiveOperations {
  private readonly shared: SharedSubscriptions;

  constructor(private readonly dependencies: LiveDependencies) {
    this.shared = new SharedSubscriptions({
      ...dependencies,
      format: (result, of) => this.format(result, of),
    });
  }

  /** Checks an operation and starts it, or returns the errors to send instead. */
  async start(sent: OperationRequest, recipient: Recipient): Promise<StartedOperation | readonly GraphQLError[]> {
    const { config, schema, operations, throttle, credentials } = this.dependencies;
    const { client, requestId } = recipient;
    const of: RequestInfo = { requestId, language: client.language };
    // As over HTTP, an empty name counts as none.
    const request = { ...sent, operationName: sent.operationName || undefined };
    try {
      if (recipient.isGone()) throw misuse('query', 'This connection is closing.');
      const isCostRequested = requestsCost(request.extensions);
      const extensionsOf = (cost: number): (() => Record<string, unknown>) | null =>
        isCostRequested ? () => costExtensions(recipient.viewer, cost, config.limits.cost, throttle) : null;
      const watch = (operation: SharedOperation, viewer: Viewer): StartedOperation => {
        const extensions = extensionsOf(operation.cost);
        const send = extensions ? extendFirstState(recipient.send, extensions) : recipient.send;
        const watcher = new Watcher(send, viewer);
        this.shared.watch(operation, client, watcher);
        return { ...operation.args, request: of, results: watcher };
      };
      // Permissions may have changed since the connection was opened.
      const findViewer = (): Promise<Viewer | null> => credentials.findViewer(recipient.viewer.credential);
      const viewerNow = async (): Promise<Viewer> => {
        const viewer = await findViewer();
        if (!viewer) throw unauthenticated();
        return viewer;
      };
      if (this.shared.find(request, client)) {
        const viewer = await viewerNow();
        // Its last watcher may have left since then.
        const running = this.shared.find(request, client);
        if (running) return watch(running, viewer);
      }
      const document = parse(request.query, parseOptions(config));
      const errors = validate(schema, document, [...specifiedRules, ...validationRules(config)], validationOptions);
      dropAbort(errors);
      if (errors.length > 0) return errors;
      const node = getOperationAST(document, request.operationName);
      if (!node) throw new GraphQLError('Name the operation to run with `operationName`.');
      const cost = checkOperation(schema, document, request.operationName, request.variables, config.limits);
      const args: ExecutionArgs = {
        schema,
        document,
        operationName: request.operationName ?? null,
        variableValues: request.variables ?? null,
      };
      if (node.operation === OperationTypeNode.SUBSCRIPTION) {
        const viewer = await viewerNow();
        const operation = this.shared.find(request, client) ?? this.shared.share(request, client, args, cost);
        if (operation) return watch(operation, viewer);
        const [results, extensions] = [this.subscribeAlone(args, cost, viewer, recipient), extensionsOf(cost)];
        return { ...args, request: of, results: extensions ? extendFirstResult(results, extensions) : results };
      }
      const permit = await throttle.acquire(recipient.viewer, cost, () => recipient.isGone(), findViewer);
      const contextValue = operations.create(permit.viewer, client, requestId);
      return { ...args, contextValue, request: of, release: permit.release, extensions: extensionsOf(cost) };
    } catch (error) {
      return [asGraphQLError(error)];
    }
  }

  /** Executes a started query or mutation. */
  async execute(started: StartedOperation): Promise<ExecutionResult> {
    let result: ExecutionResult;
    try {
      result = await execute(started);
    } finally {
      started.release?.();
    }
    return started.extensions ? { ...result, extensions: started.extensions() } : result;
  }

  format(result: ExecutionResult, of: RequestInfo): FormattedExecutionResult {
    return result.errors ? { ...result, errors: this.formatErrors(result.errors, of) } : result;
  }

  formatErrors(errors: readonly GraphQLError[], of: RequestInfo): GraphQLFormattedError[] {
    const { log, config } = this.dependencies;
    return errors.map((error) => formatError(error, of, log, config));
  }

  private subscribeAlone(
    args: ExecutionArgs,
    cost: number,
    viewer: Viewer,
    recipient: Recipient,
  ): AsyncIterableIterator<ExecutionResult> {
    const { operations, throttle, permissions } = this.dependencies;
    const { client, requestId } = recipient;
    return OwnSubscription.start(viewer, {
      args,
      permissions,
      createOperation: (now, previousViewer) => ({
        ...operations.create(now, client, requestId),
        ...(previousViewer && { previousViewer }),
        inTurn: (work) => throttle.runInTurn(now, cost, () => recipient.isGone(), work),
      }),
      viewerNow: (before) => operations.viewerNow(before),
    });
  }
}

export const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError((error as Error).message, { originalError: error as Error });

/** Whether the access token or session of the operation has ended, which ends its connection. */
export const isForEndedToken = ({ errors }: FormattedExecutionResult): boolean =>
  errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;
