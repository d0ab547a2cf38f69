import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { execute, type ExecutionResult } from 'graphql';
import { CloseCode, makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../../config';
import type { LiveViewer } from '../../features/auth/permission-watcher';
import { isDatabaseUnavailable } from '../../platform/database/dialect';
import type { Viewer } from '../../viewer';
import { formatError } from '../graphql/format-error';
import { rawAnswerOf, type Refusal } from '../http/refusals';
import { languageOf } from '../language';
import { addressOf } from '../operations';
import { isAllowedOrigin } from '../request-origin';
import { SharedSubscriptions } from './shared-subscriptions';
import { serveGraphqlWs } from './socket-adapter';
import { SocketAdmission } from './socket-admission';
import type { SocketWriter } from './socket-writer';
import {
  type ApiSocketExtra,
  type SocketContext,
  type SocketDependencies,
  type StartedOperation,
  startOperation,
} from './start-operation';

/** Time in which a client must send `connection_init`. Generous, because thousands of clients may reconnect at once. */
const connectionInitTimeoutMs = 10_000;
const pingEveryMs = 12_000;
/** Time between the close frame and the end of a connection whose client does not answer it. */
const closeTimeoutMs = 5000;
/** Seconds after which a client whose WebSocket was refused may try again. */
const retryAfter = 5;
/** Close code for a token that is not accepted. The graphql-ws client does not retry after it and reports the reason. */
const unauthorizedClose = 4401;
/**
 * Close code for an open socket whose access token or session has ended. The graphql-ws client reconnects with new connectionParams, which may
 * refresh the token.
 */
const tokenEndedClose = 4403;
/** "Try again later" of the WebSocket standard. The graphql-ws client never retries after its own server error code. */
const unavailableClose = 1013;

/**
 * Serves graphql-transport-ws at `/graphql`. Apollo Server does not support it, so the same checks are applied here.
 */
export function openSockets(server: Server, dependencies: SocketDependencies): { stop(): Promise<void> } {
  const { config, schema, operations, throttle, credentials, permissions, log } = dependencies;
  const format = (result: ExecutionResult, requestId: string): ExecutionResult =>
    result.errors
      ? ({
          ...result,
          errors: result.errors.map((error) => formatError(error, requestId, log, config)),
        } as unknown as ExecutionResult)
      : result;
  const shared = new SharedSubscriptions({ schema, operations, throttle, credentials, permissions, format });
  const admission = new SocketAdmission(config.limits);
  const webSockets = createWebSocketServer(server, config, admission);

  const protocol = makeServer<SocketContext['connectionParams'] & {}, ApiSocketExtra>({
    connectionInitWaitTimeout: connectionInitTimeoutMs,
    onConnect: (context) => signIn(context, dependencies),
    onClose: (context) => (context as SocketContext).extra.stopPermissionChecks?.(),
    onSubscribe: (context, id, payload) => startOperation(context, id, payload, dependencies, shared),
    // Queries and mutations only.
    async execute(started: StartedOperation) {
      try {
        return await execute(started);
      } finally {
        started.release?.();
      }
    },
    subscribe: (started: StartedOperation) => started.results!,
    onNext: (context, _id, _payload, args, result) =>
      closeIfTokenEnded(context, format(result, (args.contextValue as { requestId: string }).requestId)),
    onError: (context, _id, _payload, errors) =>
      closeIfTokenEnded(context, {
        errors: errors.map((error) => formatError(error, randomUUID(), log, config)) as never,
      }).errors,
  });
  const { socketOperations } = config.limits;
  const adapter = serveGraphqlWs(webSockets, protocol, {
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
      cookie: dependencies.authentication.socketCookieOf(request),
      admitted: admission.admit(socket, stream, writer, addressFor(request, config)),
    }),
  });

  return {
    async stop() {
      // A suspended client never answers the close frame.
      const patience = setTimeout(() => webSockets.clients.forEach((socket) => socket.terminate()), 2000);
      await adapter.stop();
      clearTimeout(patience);
    },
  };
}

function createWebSocketServer(server: Server, config: Config, admission: SocketAdmission): WebSocketServer {
  return new WebSocketServer({
    server,
    path: '/graphql',
    maxPayload: config.limits.bodyBytes,
    perMessageDeflate: false,
    // SocketWriter answers pings, within its limit.
    autoPong: false,
    // One message per socket and turn of the event loop, so that a client that sends thousands does not block others.
    allowSynchronousEvents: false,
    // Missing in the types of ws.
    ...({ closeTimeout: closeTimeoutMs } as object),
    verifyClient(
      { origin, req }: { origin?: string; req: IncomingMessage },
      answer: (isAllowed: boolean, status?: number, body?: string, headers?: Record<string, string>) => void,
    ) {
      const tooMany = admission.refusalOf(addressFor(req, config));
      const refusal: Refusal | null =
        origin && !isAllowedOrigin(origin, req, config)
          ? {
              status: 403,
              message: 'Pages of this origin cannot connect. Add the origin to CORS_ORIGINS.',
              extensions: { code: 'FORBIDDEN' },
            }
          : tooMany && { ...tooMany, extensions: { code: 'LIMIT_REACHED', retryAfter } };
      if (!refusal) return answer(true);
      const { body, headers } = rawAnswerOf(req, refusal);
      answer(false, refusal.status, body, headers);
    },
  });
}

const addressFor = (request: IncomingMessage, config: Config): string => addressOf(request, config) ?? '';

/** Handles `connection_init`. Returns whether to acknowledge it; otherwise the socket is closed. */
async function signIn(
  context: SocketContext,
  { authentication, permissions, log }: SocketDependencies,
): Promise<boolean> {
  const { connectionParams, extra } = context;
  extra.admitted.initialize();
  const viewer = await authentication
    .socketViewerOf(connectionParams?.authorization ?? connectionParams?.Authorization, extra.cookie)
    .catch((error) => {
      log.error({ err: error }, 'could not check the access token or session of a WebSocket');
      if (!isDatabaseUnavailable(error)) throw error;
      extra.writer.close(unavailableClose, 'Try again later');
      return null;
    });
  if (extra.socket.readyState !== WebSocket.OPEN) return false;
  if (!viewer) {
    // After the code that graphql-ws uses for `false`, its client would retry without reporting anything.
    extra.writer.close(
      unauthorizedClose,
      'The access token is missing, wrong, expired or revoked, or no one is signed in',
    );
    return false;
  }
  if (!extra.admitted.signIn(viewer.userId)) {
    extra.writer.close(CloseCode.TooManyInitialisationRequests, 'This user has too many WebSockets');
    return false;
  }
  extra.viewer = viewer;
  // Scripts cannot set headers of a WebSocket.
  if (connectionParams?.acceptLanguage !== undefined)
    extra.client = { ...extra.client, language: languageOf(connectionParams.acceptLanguage) };
  // Do not keep secrets in memory for the lifetime of the socket.
  extra.cookie = null;
  (context as { connectionParams?: unknown }).connectionParams = undefined;
  extra.stopPermissionChecks = permissions.watch(liveViewerOf(viewer, extra.writer));
  return true;
}

/** Closes a socket when the access token or session that opened it, or its account, ends. */
function liveViewerOf(viewer: Viewer, writer: SocketWriter): LiveViewer {
  const socket = {
    viewer,
    onRightsChanged(now: Viewer | null): void {
      if (now) socket.viewer = now;
      else closeForEnd(writer, viewer);
    },
  };
  return socket;
}

/**
 * Closes the socket before an UNAUTHENTICATED error is sent. Clients give up an operation after an error, but restart it
 * automatically after a close. Operations may detect the end before the periodic check of all viewers does.
 */
function closeIfTokenEnded(context: unknown, result: ExecutionResult): ExecutionResult {
  const { extra } = context as SocketContext;
  if (result.errors?.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'))
    closeForEnd(extra.writer, extra.viewer);
  return result;
}

function closeForEnd(writer: SocketWriter, viewer: Viewer | undefined): void {
  const what = viewer?.credential.startsWith('session')
    ? 'The session has ended'
    : 'The access token has expired or was revoked';
  writer.close(tokenEndedClose, `${what}, or its account is not active`);
}
