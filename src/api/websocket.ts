import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { execute, getOperationAST, GraphQLError, OperationTypeNode, parse, specifiedRules, validate, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { makeServer, type Context, type SubscribePayload } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config';
import { AppError, badInput, unauthenticated } from '../errors';
import type { Tokens } from '../features/auth/tokens';
import type { Log } from '../platform/log';
import type { Viewer } from '../viewer';
import type { Operations } from './context';
import type { FairShares } from './fair-shares';
import { formatError } from './format-error';
import { checkOperation, parseOptions, validationOptions, validationRules } from './limits';
import { speakGraphql, type SocketExtra } from './socket-adapter';

const pingEveryMs = 12_000;
const checkTokensEveryMs = 2000;
/** graphql-ws's "Forbidden": its client connects again, and asks for its connectionParams anew. */
const forbiddenClose = 4403;
const unsupportedClose = 1003;

interface SocketParts {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly fairShares: FairShares;
  readonly tokens: Tokens;
  readonly log: Log;
}

interface SignedInExtra extends SocketExtra {
  viewer?: Viewer;
}

interface Begun extends ExecutionArgs {
  /** Of a query or mutation: gives its place to the next. */
  readonly leave?: () => void;
}

type SocketContext = Context<{ authorization?: unknown; Authorization?: unknown }, SignedInExtra>;

/** The graphql-transport-ws side of the door. Apollo Server has no part in it: its checks are made here again, from the same lists. */
export function openSockets(server: Server, parts: SocketParts): { stop(): Promise<void> } {
  const { config, tokens, log } = parts;
  const webSockets = new WebSocketServer({
    server,
    path: '/graphql',
    maxPayload: config.limits.bodyBytes,
    perMessageDeflate: false,
    verifyClient: ({ origin, req }: { origin?: string; req: IncomingMessage }) => isAllowedOrigin(origin, req, config),
  });
  const viewers = new Map<WebSocket, Viewer>();
  // Before graphql-ws, which would read it as text, hears of the message.
  webSockets.on('connection', (socket) => {
    socket.on('message', (_data, isBinary) => {
      if (isBinary) socket.close(unsupportedClose, 'Send text');
    });
  });

  const protocol = makeServer<SocketContext['connectionParams'] & {}, SignedInExtra>({
    async onConnect(context) {
      const { connectionParams, extra } = context as SocketContext;
      if (extra.socket.readyState !== WebSocket.OPEN) return false;
      const viewer = await tokens.viewerOf(connectionParams?.authorization ?? connectionParams?.Authorization).catch((error) => {
        log.error({ err: error }, "could not check a socket's token");
        throw error;
      });
      if (!viewer) return false;
      extra.viewer = viewer;
      viewers.set(extra.socket, viewer);
      return true;
    },
    onClose: (context) => void viewers.delete((context as SocketContext).extra.socket),
    onSubscribe: (context, id, payload) => begin(context as SocketContext, id, payload, parts),
    // Queries and mutations only.
    async execute(begun: Begun) {
      try {
        return await execute(begun);
      } finally {
        begun.leave?.();
      }
    },
    onNext(_context, _id, _payload, args, result) {
      if (!result.errors) return undefined;
      const { requestId } = args.contextValue as { requestId: string };
      return { ...result, errors: result.errors.map((error) => formatError(error, requestId, log, config)) };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error as GraphQLError, randomUUID(), log, config)) as readonly GraphQLFormattedError[],
  });
  const speaking = speakGraphql(webSockets, protocol, log, pingEveryMs);

  // A socket must not outlive the token it was opened with, whether that expires or is revoked.
  const checking = setInterval(() => {
    closeWithoutToken(viewers, tokens).catch((error) => log.warn({ err: error }, "could not check the sockets' tokens"));
  }, checkTokensEveryMs);

  return {
    async stop() {
      clearInterval(checking);
      // A client that sleeps never answers the goodbye, and would be waited for.
      const patience = setTimeout(() => webSockets.clients.forEach((socket) => socket.terminate()), 2000);
      await speaking.stop();
      clearTimeout(patience);
    },
  };
}

/** What graphql-ws executes, or the reasons why not. */
async function begin(context: SocketContext, id: string, payload: SubscribePayload, { config, schema, operations, fairShares, tokens }: SocketParts): Promise<Begun | readonly GraphQLError[]> {
  const { extra } = context;
  try {
    if (extra.socket.readyState !== WebSocket.OPEN) throw badInput('query', 'This connection is closing.');
    if (Object.keys(context.subscriptions).length > config.limits.socketOperations) {
      throw new AppError('LIMIT_REACHED', `${config.limits.socketOperations} live operations on one connection are the most: complete some first.`);
    }
    // As they are now: a socket lives long.
    const viewer = await tokens.viewerOfToken(extra.viewer!.tokenId);
    if (!viewer) throw unauthenticated();
    const document = parse(payload.query, parseOptions(config));
    const errors = validate(schema, document, [...specifiedRules, ...validationRules(config)], validationOptions);
    if (errors.length > 0) return errors;
    const node = getOperationAST(document, payload.operationName);
    if (!node) throw new GraphQLError('Name the operation to run with `operationName`.');
    const cost = checkOperation(schema, document, payload.operationName, payload.variables, config.limits);
    const contextValue = operations.begin(viewer, extra.request);
    const begun: Begun = { schema, document, operationName: payload.operationName ?? null, variableValues: payload.variables ?? null, contextValue };
    if (node.operation === OperationTypeNode.SUBSCRIPTION) return begun;
    // Its client may also have completed it while it waited.
    const isGone = (): boolean => contextValue.isGone() || !(id in context.subscriptions);
    return { ...begun, leave: await fairShares.enter(viewer.organizationId, cost, isGone) };
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError((error as Error).message, { originalError: error as Error })];
  }
}

/** A browser names the page's origin, other clients name none. Tokens are no cookies, so this is a second lock, not the first. */
function isAllowedOrigin(origin: string | undefined, request: IncomingMessage, { corsOrigins, publicUrl }: Config): boolean {
  if (!origin || corsOrigins.includes(origin)) return true;
  return origin === publicUrl || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
}

async function closeWithoutToken(viewers: ReadonlyMap<WebSocket, Viewer>, tokens: Tokens): Promise<void> {
  if (viewers.size === 0) return;
  const valid = await tokens.listValid([...new Set([...viewers.values()].map((viewer) => viewer.tokenId))]);
  for (const [socket, viewer] of viewers) if (!valid.has(viewer.tokenId)) socket.close(forbiddenClose, 'The access token is no longer valid');
}
