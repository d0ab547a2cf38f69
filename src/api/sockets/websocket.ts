import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import {
  execute,
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
import { CloseCode, type Context, makeServer, type SubscribePayload } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../../config';
import { badInput, unauthenticated } from '../../errors';
import type { AccessTokens } from '../../features/auth/access-tokens';
import type { LiveViewer, PermissionWatcher } from '../../features/auth/permission-watcher';
import { isDatabaseUnavailable } from '../../platform/database/dialect';
import type { Operation } from '../../platform/graphql/operation';
import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import { addressOf, type Client, type Operations } from '../context';
import { formatError } from '../graphql/format-error';
import {
  checkOperation,
  dropAbort,
  parseOptions,
  validationOptions,
  validationRules,
} from '../graphql/operation-limits';
import type { OrganizationThrottle } from '../graphql/organization-throttle';
import { rawAnswerOf, type Refusal } from '../http/refusals';
import { OwnSubscription } from './own-subscription';
import { type SharedOperation, SharedSubscriptions } from './shared-subscriptions';
import { type SocketExtra, speakGraphql } from './socket-adapter';
import { type AdmittedSocket, SocketAdmission } from './socket-admission';
import type { SocketWriter } from './socket-writer';
import { Watcher } from './watcher';

/** Long enough for a client that shares a busy moment with thousands. */
const signInWithinMs = 10_000;
const pingEveryMs = 12_000;
/** Seconds, for clients whose WebSocket is refused. */
const retryAfter = 5;
/** For a token that does not open a socket. graphql-ws's client takes this for final, and tells the reason at once. */
const unauthorizedClose = 4401;
/**
 * For the end of an open socket's token. The client connects again, asks for its connectionParams, which may refresh
 * the token, and else meets the code above.
 */
const tokenEndedClose = 4403;
/**
 * Of the standard's "try again later": graphql-ws's own client gives up for good at the code that it has for errors of
 * servers.
 */
const unavailableClose = 1013;
/** After this, a connection is ended whose client does not answer the close frame. */
const closeTimeout = 5000;

interface SocketParts {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly fairShares: OrganizationThrottle;
  readonly tokens: AccessTokens;
  readonly permissions: PermissionWatcher;
  readonly log: Log;
}

interface SignedInExtra extends SocketExtra {
  readonly client: Client;
  readonly admitted: AdmittedSocket;
  viewer?: Viewer;
  stopPermissionChecks?: () => void;
}

interface Begun extends ExecutionArgs {
  /** Of a query or mutation: gives its place to the next. */
  readonly leave?: () => void;
  /** Of a subscription: its results. */
  readonly results?: AsyncIterableIterator<ExecutionResult>;
}

type SocketContext = Context<{ authorization?: unknown; Authorization?: unknown }, SignedInExtra>;

/**
 * The graphql-transport-ws side of the door. Apollo Server has no part in it: its checks are made here again, from the
 * same lists.
 */
export function openSockets(server: Server, parts: SocketParts): { stop(): Promise<void> } {
  const { config, schema, operations, fairShares, tokens, permissions, log } = parts;
  const present = (result: ExecutionResult, requestId: string): ExecutionResult =>
    result.errors
      ? ({
          ...result,
          errors: result.errors.map((error) => formatError(error, requestId, log, config)),
        } as unknown as ExecutionResult)
      : result;
  const shared = new SharedSubscriptions({ schema, operations, fairShares, tokens, permissions, present });
  const admission = new SocketAdmission(config.limits);
  const addressFor = (request: IncomingMessage): string => addressOf(request, config) ?? '';
  const webSockets = new WebSocketServer({
    server,
    path: '/graphql',
    maxPayload: config.limits.bodyBytes,
    perMessageDeflate: false,
    // The writer answers pings, within its limit.
    autoPong: false,
    // One message of each socket in a turn of the event loop: who sends thousands at once must not keep others waiting.
    allowSynchronousEvents: false,
    // Unknown to the types of ws.
    ...({ closeTimeout } as object),
    verifyClient(
      { origin, req }: { origin?: string; req: IncomingMessage },
      answer: (isAllowed: boolean, status?: number, body?: string, headers?: Record<string, string>) => void,
    ) {
      const tooMany = admission.refusalOf(addressFor(req));
      const refusal: Refusal | null = !isAllowedOrigin(origin, req, config)
        ? {
            status: 403,
            message: 'Pages of this origin cannot connect: list it in CORS_ORIGINS.',
            extensions: { code: 'FORBIDDEN' },
          }
        : tooMany && { ...tooMany, extensions: { code: 'LIMIT_REACHED', retryAfter } };
      if (!refusal) return answer(true);
      const { body, headers } = rawAnswerOf(req, refusal);
      answer(false, refusal.status, body, headers);
    },
  });

  const protocol = makeServer<SocketContext['connectionParams'] & {}, SignedInExtra>({
    connectionInitWaitTimeout: signInWithinMs,
    async onConnect(context) {
      const { connectionParams, extra } = context as SocketContext;
      extra.admitted.initialize();
      const viewer = await tokens
        .authenticate(connectionParams?.authorization ?? connectionParams?.Authorization)
        .catch((error) => {
          log.error({ err: error }, "could not check a socket's token");
          if (!isDatabaseUnavailable(error)) throw error;
          extra.writer.close(unavailableClose, 'Try again later');
          return null;
        });
      if (extra.socket.readyState !== WebSocket.OPEN) return false;
      if (!viewer) {
        // graphql-ws's own code for false would be retried in silence.
        extra.writer.close(unauthorizedClose, 'The access token is missing, wrong, expired or revoked');
        return false;
      }
      if (!extra.admitted.signIn(viewer.userId)) {
        extra.writer.close(CloseCode.TooManyInitialisationRequests, 'Too many WebSockets of one person');
        return false;
      }
      extra.viewer = viewer;
      // It has served: what a socket need not remember, nobody reads out of it.
      (context as { connectionParams?: unknown }).connectionParams = undefined;
      extra.stopPermissionChecks = permissions.watch(socketOf(viewer, extra.writer));
      return true;
    },
    onClose: (context) => (context as SocketContext).extra.stopPermissionChecks?.(),
    onSubscribe: (context, id, payload) => begin(context, id, payload, parts, shared),
    // Queries and mutations only.
    async execute(begun: Begun) {
      try {
        return await execute(begun);
      } finally {
        begun.leave?.();
      }
    },
    subscribe: (begun: Begun) => begun.results!,
    onNext: (context, _id, _payload, args, result) =>
      closeIfTokenEnded(context, present(result, (args.contextValue as { requestId: string }).requestId)),
    onError: (context, _id, _payload, errors) =>
      closeIfTokenEnded(context, {
        errors: errors.map((error) => formatError(error, randomUUID(), log, config)) as never,
      }).errors,
  });
  const { socketOperations } = config.limits;
  const speaking = speakGraphql(webSockets, protocol, {
    limits: config.limits,
    log,
    pingEveryMs,
    refusal: [
      {
        message: `This connection already has ${socketOperations} live operations, the maximum. Complete some first.`,
        extensions: { code: 'LIMIT_REACHED' },
      },
    ],
    extraOf: ({ socket, writer, stream }, request) => ({
      socket,
      writer,
      client: operations.clientOf(request),
      admitted: admission.admit(socket, stream, writer, addressFor(request)),
    }),
  });

  return {
    async stop() {
      // A client that sleeps never answers the goodbye, and would be waited for.
      const patience = setTimeout(() => webSockets.clients.forEach((socket) => socket.terminate()), 2000);
      await speaking.stop();
      clearTimeout(patience);
    },
  };
}

/**
 * An operation may learn of its token's end before the look at all tokens does. Clients take an error for the end of
 * that operation, but start it again by themselves after a close: so the close comes first, and then nothing more is
 * sent.
 */
function closeIfTokenEnded(context: unknown, result: ExecutionResult): ExecutionResult {
  if (result.errors?.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'))
    closeForTokenEnd((context as SocketContext).extra.writer);
  return result;
}

const closeForTokenEnd = (writer: SocketWriter): void =>
  writer.close(tokenEndedClose, 'The access token has expired or was revoked');

/** What graphql-ws executes, or the reasons why not. */
async function begin(
  context: SocketContext,
  id: string,
  sent: SubscribePayload,
  { config, schema, operations, fairShares, tokens, permissions }: SocketParts,
  shared: SharedSubscriptions,
): Promise<Begun | readonly GraphQLError[]> {
  const { extra } = context;
  // As over HTTP: an empty name is none.
  const payload = { ...sent, operationName: sent.operationName || undefined };
  try {
    if (extra.socket.readyState !== WebSocket.OPEN) throw badInput('query', 'This connection is closing.');
    // As they are now: a socket lives long.
    const viewer = await tokens.findViewer(extra.viewer!.tokenId);
    if (!viewer) throw unauthenticated();
    extra.viewer = viewer;
    const watch = (question: SharedOperation): Begun => {
      const watcher = new Watcher(extra.writer, id, viewer);
      shared.watch(question, extra.client, watcher);
      return { ...question.args, contextValue: { requestId: randomUUID() }, results: watcher };
    };
    const known = shared.find(payload);
    if (known) return watch(known);
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
    const question = node.operation === OperationTypeNode.SUBSCRIPTION ? shared.share(payload, args, cost) : null;
    if (question) return watch(question);
    // Its client may also have completed it while it waited. No other has its id before it is over.
    const isGone = (): boolean => extra.client.isGone() || !(id in context.subscriptions);
    const contextValue = operations.begin(viewer, extra.client);
    if (node.operation === OperationTypeNode.SUBSCRIPTION) {
      const begin = (now: Viewer, previousViewer: Viewer | null): Operation => ({
        ...operations.begin(now, extra.client, contextValue.requestId),
        ...(previousViewer && { previousViewer }),
        inTurn: (work) => fairShares.runInTurn(now, cost, isGone, work),
      });
      return {
        ...args,
        contextValue,
        results: OwnSubscription.start(viewer, {
          args,
          permissions,
          begin,
          viewerNow: (before) => operations.viewerNow(before),
        }),
      };
    }
    const turn = await fairShares.acquire(viewer, cost, isGone);
    return { ...args, contextValue: { ...contextValue, viewer: turn.viewer }, leave: turn.release };
  } catch (error) {
    return [
      error instanceof GraphQLError
        ? error
        : new GraphQLError((error as Error).message, { originalError: error as Error }),
    ];
  }
}

/**
 * A browser names the page's origin, other clients name none. Tokens are no cookies, so this is a second lock, not the
 * first.
 */
function isAllowedOrigin(
  origin: string | undefined,
  request: IncomingMessage,
  { corsOrigins, publicUrl }: Config,
): boolean {
  if (!origin || corsOrigins.includes(origin)) return true;
  return origin === publicUrl || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
}

/**
 * A socket does not outlive the token that it was opened with, nor the account: neither its expiry nor its revocation.
 */
function socketOf(viewer: Viewer, writer: SocketWriter): LiveViewer {
  const socket = {
    viewer,
    onRightsChanged(now: Viewer | null): void {
      if (now) socket.viewer = now;
      else closeForTokenEnd(writer);
    },
  };
  return socket;
}
