import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import { type Context, makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../../../config';
import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import type { LiveViewer, PermissionWatcher } from '../../../features/auth/permission-watcher';
import { isDatabaseUnavailable } from '../../../platform/database/dialect';
import type { Log } from '../../../platform/log';
import type { Viewer } from '../../../viewer';
import type { Authentication } from '../../authentication';
import { BadRequest, rawAnswerOf } from '../../http/refusals';
import { languageOf } from '../../language';
import { addressOf, type Client, type Operations } from '../../operations';
import { isAllowedOrigin } from '../../request-origin';
import type { ConnectionLimits } from '../connection-limits';
import { asGraphQLError, isForEndedToken, type LiveOperations, type StartedOperation } from '../live-operations';
import { serveGraphqlWs, type SocketExtra } from './socket-adapter';
import { type AdmittedSocket, SocketAdmission } from './socket-admission';
import { closeOf, type SocketEnd, socketEnds } from './socket-ends';

interface SocketDependencies {
  readonly config: Config;
  readonly live: LiveOperations;
  readonly connections: ConnectionLimits;
  readonly operations: Operations;
  readonly authentication: Authentication;
  readonly permissions: PermissionWatcher;
  readonly log: Log;
}

interface ApiSocketExtra extends SocketExtra {
  client: Client;
  readonly admitted: AdmittedSocket;
  /** The session cookie of the request that opened the socket, until `connection_init`. */
  cookie: string | null;
  viewer?: Viewer;
  stopPermissionChecks?: () => void;
}

type SocketContext = Context<
  { authorization?: unknown; Authorization?: unknown; acceptLanguage?: unknown },
  ApiSocketExtra
>;

/** Time in which a client must send `connection_init`. Generous, because thousands of clients may reconnect at once. */
const connectionInitTimeoutMs = 10_000;
const pingEveryMs = 12_000;
/** Time between the close frame and the end of a connection whose client does not answer it. */
const closeTimeoutMs = 5000;

/**
 * Serves graphql-transport-ws at `/graphql`. Apollo Server does not support it, so the same checks are applied here.
 */
export function openSockets(server: Server, dependencies: SocketDependencies): { stop(): Promise<void> } {
  const { config, live, connections, operations, log } = dependencies;
  const admission = new SocketAdmission(connections, config.limits.socketsUninitialized);
  const webSockets = createWebSocketServer(server, config, connections);

  const protocol = makeServer<SocketContext['connectionParams'] & {}, ApiSocketExtra>({
    connectionInitWaitTimeout: connectionInitTimeoutMs,
    onConnect: (context) => signIn(context, dependencies),
    onClose: (context) => (context as SocketContext).extra.stopPermissionChecks?.(),
    onSubscribe: (context, id, payload) => live.start(payload, recipientOf(context, id)),
    // Queries and mutations only.
    execute: (started) => live.execute(started as StartedOperation),
    subscribe: (started) => (started as StartedOperation).results!,
    onNext: (context, _id, _payload, args, result) =>
      closeIfTokenEnded(context, live.format(result, (args as StartedOperation).request)),
    onError(context, _id, _payload, errors) {
      const { language } = (context as SocketContext).extra.client;
      return closeIfTokenEnded(context, { errors: live.formatErrors(errors, { requestId: randomUUID(), language }) })
        .errors;
    },
  });
  const { socketOperations } = config.limits;
  const adapter = serveGraphqlWs(webSockets, protocol, {
    limits: config.limits,
    budget: connections.sendBudget,
    log,
    pingEveryMs,
    refusalFor: ({ client: { language } }) =>
      live.formatErrors([asGraphQLError(tooManyOperations(socketOperations))], { requestId: randomUUID(), language }),
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

function createWebSocketServer(server: Server, config: Config, connections: ConnectionLimits): WebSocketServer {
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
      const refusal =
        origin && !isAllowedOrigin(origin, req, config)
          ? foreignOrigin
          : connections.refusalOf(addressFor(req, config));
      if (!refusal) return answer(true);
      const { body, headers } = rawAnswerOf(req, refusal);
      answer(false, refusal.status, body, headers);
    },
  });
}

const foreignOrigin = new BadRequest(
  403,
  'Pages of this origin cannot connect. Add the origin to CORS_ORIGINS.',
  'FORBIDDEN',
  because('FOREIGN_PAGE'),
);

const tooManyOperations = (max: number): AppError =>
  new AppError(
    'LIMIT_REACHED',
    `This connection already has ${max} live operations, the maximum. Complete some first.`,
    because('LIVE_OPERATIONS', { max }),
  );

const addressFor = (request: IncomingMessage, config: Config): string => addressOf(request, config) ?? '';

function recipientOf(context: SocketContext, id: string): Parameters<LiveOperations['start']>[1] {
  const { client, viewer, writer } = context.extra;
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  return {
    client,
    viewer: viewer!,
    requestId: randomUUID(),
    // The client may also complete the operation while it waits. Its id is not reused before it is over.
    isGone: () => !writer.isOpen || !(id in context.subscriptions),
    send: (payload, onSent) => writer.send(`${head}${payload}}`, onSent),
  };
}

/** Handles `connection_init`. Returns the payload of `connection_ack`; with false, the socket is closed. */
async function signIn(
  context: SocketContext,
  { config, authentication, permissions, log }: SocketDependencies,
): Promise<{ viewerId: string } | false> {
  const { connectionParams, extra } = context;
  extra.admitted.initialize();
  // Scripts cannot set headers of a WebSocket.
  if (connectionParams?.acceptLanguage !== undefined)
    extra.client = { ...extra.client, language: languageOf(connectionParams.acceptLanguage) };
  const viewer = await authentication
    .socketViewerOf(connectionParams?.authorization ?? connectionParams?.Authorization, extra.cookie)
    .catch((error) => {
      log.error({ err: error }, 'could not check the access token or session of a WebSocket');
      if (!isDatabaseUnavailable(error)) throw error;
      end(extra, socketEnds.databaseAway);
      return null;
    });
  if (extra.socket.readyState !== WebSocket.OPEN) return false;
  if (!viewer) {
    // After the code that graphql-ws uses for `false`, its client would retry without reporting anything.
    end(extra, socketEnds.notSignedIn);
    return false;
  }
  if (extra.admitted.signIn(viewer.userId)) {
    end(extra, socketEnds.tooManyOfUser(config.limits.socketsPerPerson));
    return false;
  }
  extra.viewer = viewer;
  // Do not keep secrets in memory for the lifetime of the socket.
  extra.cookie = null;
  (context as { connectionParams?: unknown }).connectionParams = undefined;
  extra.stopPermissionChecks = permissions.watch(liveViewerOf(viewer, extra));
  return { viewerId: String(viewer.userId) };
}

/** Closes a socket when the access token or session that opened it, or its account, ends. */
function liveViewerOf(viewer: Viewer, extra: ApiSocketExtra): LiveViewer {
  const socket = {
    viewer,
    onRightsChanged(now: Viewer | null): void {
      if (now) socket.viewer = now;
      else end(extra, socketEnds.credentialEnded(viewer));
    },
  };
  return socket;
}

/**
 * Closes the socket before an UNAUTHENTICATED error is sent. Clients give up an operation after an error, but restart it
 * automatically after a close. Operations may detect the end before the periodic check of all viewers does.
 */
function closeIfTokenEnded<Result extends FormattedExecutionResult>(context: unknown, result: Result): Result {
  const { extra } = context as SocketContext;
  if (isForEndedToken(result)) end(extra, socketEnds.credentialEnded(extra.viewer!));
  return result;
}

const end = ({ writer, client }: ApiSocketExtra, why: SocketEnd): void =>
  writer.close(...closeOf(why, client.language));
