import { AsyncLocalStorage } from 'node:async_hooks';
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Config } from '../config';
import { AppError, badInput, httpStatusOf, notFound, unauthenticated, unavailable } from '../errors';
import type { PermissionWatcher } from '../features/auth/permission-watcher';
import type { Tokens } from '../features/auth/tokens';
import type { ExportFiles } from '../features/exports/export-files';
import { isDatabaseUnavailable } from '../platform/database/dialect';
import type { Resolvers, Operation } from '../platform/graphql/operation';
import type { Log } from '../platform/log';
import type { Clock } from '../platform/time/clock';
import type { Viewer } from '../viewer';
import { Operations } from './context';
import { downloads } from './downloads';
import { FairShares } from './fair-shares';
import { formatError } from './format-error';
import { health } from './health';
import { landing } from './landing';
import { checkOperation, parseOptions, validationOptions, validationRules } from './limits';
import { createSchema } from './schema';
import { statisticsCsv, statisticsHeaders } from './statistics-csv';
import { openSockets } from './websocket';

/** Apollo Server formats errors without telling of which request. */
const requestIds = new AsyncLocalStorage<string>();

export interface DoorParts {
  readonly config: Config;
  readonly resolvers: Resolvers;
  readonly dataSource: DataSource;
  readonly tokens: Tokens;
  readonly permissions: PermissionWatcher;
  readonly files: ExportFiles;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Door {
  readonly port: number;
  /** Refuses new work, lets what is under way finish, closes every socket. */
  stop(): Promise<void>;
}

declare module 'express-serve-static-core' {
  interface Request {
    requestId: string;
    viewer?: Viewer;
  }
}

/** Opens the one door: HTTP and WebSocket with the same limits, the same checks and the same errors. */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const { config, log } = parts;
  const schema = createSchema();
  const operations = new Operations(parts.resolvers, parts.tokens, parts.clock, config.publicUrl);
  const fairShares = new FairShares(config.limits.costInFlight);
  const apollo = new ApolloServer<Operation>({
    schema,
    introspection: true, // only viewers come this far; INTROSPECTION=off is one of the rules
    validationRules: validationRules(config),
    validationOptions,
    parseOptions: parseOptions(config),
    formatError: (_shown, error) => formatError(asGraphQLError(error), requestIds.getStore() ?? randomUUID(), log, config),
    // Cache hints, which this schema has none of, cost every field of every row.
    plugins: [doorPolicy(parts, fairShares), ApolloServerPluginCacheControlDisabled()],
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: log,
  });
  await apollo.start();

  const server = createServer({ maxHeaderSize: 16_384, ...timeouts(config) }, createApp(parts, apollo, operations));
  answerClientErrors(server);
  try {
    await listen(server, config);
  } catch (error) {
    await apollo.stop();
    throw error;
  }
  // Only now: ws would hear of a failure to listen, too.
  const sockets = openSockets(server, { ...parts, schema, operations, fairShares });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = promisify(server.close.bind(server))();
      await sockets.stop();
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), 5000);
      await closed;
      clearTimeout(patience);
      await apollo.stop();
    },
  };
}

/** For whole requests, however they trickle in. Node looks for late ones twice a minute only, unless it is told. */
const timeouts = ({ limits: { silenceMs } }: Config) => ({ headersTimeout: Math.min(15_000, silenceMs), requestTimeout: silenceMs, connectionsCheckingInterval: Math.min(5000, silenceMs / 2) });

function createApp({ config, dataSource, tokens, files, log }: DoorParts, apollo: ApolloServer<Operation>, operations: Operations): Express {
  const app = express();
  const signedIn: RequestHandler = async (request, _response, next) => {
    const viewer = await tokens.viewerOf(request.get('authorization'));
    if (!viewer) throw unauthenticated();
    request.viewer = viewer;
    next();
  };
  const begin = (request: Request): Operation => operations.begin(request.viewer!, operations.clientOf(request), request.requestId);
  app.disable('x-powered-by');
  app.use(logged(log), safeHeaders);
  app.use(health(dataSource));
  app.use(cors({ origin: [...config.corsOrigins], methods: ['POST', 'GET', 'HEAD'], exposedHeaders: [...statisticsHeaders, 'Retry-After'], maxAge: 600 }));
  app.use(downloads(files, config.limits.silenceMs));
  app.use(landing());
  app.post(
    '/graphql',
    signedIn,
    express.json({ type: 'application/json', limit: config.limits.bodyBytes, inflate: false, verify: refuseBadText }),
    (request, _response, next) => {
      const body: unknown = request.body;
      if (!request.is('application/json')) throw new BadRequest(415, 'Send the operation as application/json.');
      if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badInput('query', 'Send one operation as a JSON object: { "query": "…", "variables": { … } }.');
      next();
    },
    expressMiddleware(apollo, { context: async ({ req }) => begin(req) }) as RequestHandler,
  );
  app.all('/graphql', only('GET, POST', 'Operations are sent by POST.'));
  app.use(statisticsCsv(signedIn, (request, query, variables) => apollo.executeOperation({ query, variables }, { contextValue: begin(request) })));
  app.all('/statistics.csv', only('GET, HEAD', 'Statistics are read by GET.'));
  app.use(() => {
    throw notFound('page');
  });
  app.use(answerErrors(log));
  return app;
}

const only = (methods: string, message: string): RequestHandler => (_request, response) => {
  response.set('Allow', methods);
  throw new BadRequest(405, message);
};

/** What Apollo Server does not check by itself. */
function doorPolicy({ config }: DoorParts, fairShares: FairShares): ApolloServerPlugin<Operation> {
  return {
    async requestDidStart() {
      let leave = (): void => undefined;
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (operation?.operation === 'subscription') throw badOperation('Subscriptions need a WebSocket: connect to this same address with the protocol graphql-transport-ws.');
          // An `operationName` that the document does not have is reported by the execution.
          if (!operation) return;
          try {
            const cost = checkOperation(schema, document, request.operationName, request.variables, config.limits);
            leave = await fairShares.enter(contextValue.viewer.organizationId, cost, contextValue.isGone);
          } catch (error) {
            const refusal = asGraphQLError(error);
            refusal.extensions.http ??= { status: 400 };
            throw refusal;
          }
        },
        // Not when the client leaves: what it has begun goes on to its end.
        async willSendResponse() {
          leave();
        },
      };
    },
  };
}

const badOperation = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument: 'query', http: { status: 400 } } });
const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError((error as Error).message, { originalError: error as Error, extensions: { http: error instanceof AppError ? httpOf(error) : { status: 500 } } });

const httpOf = ({ code, details: { retryAfter } }: AppError) => ({
  status: httpStatusOf[code],
  headers: new HeaderMap(retryAfter === undefined ? [] : [['retry-after', String(retryAfter)]]),
});

/** A request that was refused before it became an operation. */
class BadRequest extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** JSON is UTF-8. Express would also decode UTF-7 and UTF-16, and put replacement characters for what is neither. */
function refuseBadText(_request: IncomingMessage, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw new BadRequest(415, 'Send the operation in UTF-8.');
  if (!isUtf8(body)) throw new BadRequest(400, 'The body is not valid UTF-8.');
}

const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' });
  next();
};

function logged(log: Log): RequestHandler {
  return (request, response, next) => {
    request.requestId = randomUUID();
    response.set('X-Request-Id', request.requestId);
    const startedAt = performance.now();
    // Only a first part that is ours: behind it a download link has its secret, and a mistyped address may be all secret.
    const path = /^\/(?:graphql|statistics\.csv|downloads|uploads|health|ready)?(?![^/])/.exec(request.path)?.[0] ?? 'unknown';
    response.on('close', () => {
      log.info({ requestId: request.requestId, method: request.method, path, status: response.statusCode, tookMs: Math.round(performance.now() - startedAt) }, 'request');
    });
    requestIds.run(request.requestId, next);
  };
}

/** Every refusal of the whole request, as JSON of the same shape that GraphQL errors have. */
function answerErrors(log: Log): ErrorRequestHandler {
  return (thrown: Error & { status?: number; type?: string }, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const isUnavailable = isDatabaseUnavailable(thrown);
    if (isUnavailable) log.warn({ err: thrown, requestId: request.requestId }, 'the database did not answer');
    const error = isUnavailable ? unavailable() : thrown;
    if (error instanceof AppError) {
      response.status(httpStatusOf[error.code]);
      if (error.code === 'UNAUTHENTICATED') response.set('WWW-Authenticate', 'Bearer');
      if (error.details.retryAfter !== undefined) response.set('Retry-After', String(error.details.retryAfter));
      response.json(errorBody(error.message, { ...error.details, code: error.code }));
    } else if (error.status && error.status < 500) {
      const [message, code] = error.status === 413 ? ['The body is too large.', 'LIMIT_REACHED'] : [error instanceof BadRequest ? error.message : plainMessages[error.type ?? ''] ?? 'This request is not valid.', 'BAD_USER_INPUT'];
      response.status(error.status).json(errorBody(message, { code }));
    } else {
      log.error({ err: error, requestId: request.requestId }, 'unexpected error');
      response.status(500).json(errorBody(`Something went wrong that is not your fault. Quote request ${request.requestId} when you ask about it.`, { code: 'INTERNAL_SERVER_ERROR', requestId: request.requestId }));
    }
  };
}

const plainMessages: Record<string, string> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'encoding.unsupported': 'Send the body without compression.',
  'charset.unsupported': 'Send the operation in UTF-8.',
  'request.aborted': 'The body ended early.',
};

const errorBody = (message: string, extensions: object) => ({ errors: [{ message, extensions }] });

const badHttp = ['400 Bad Request', 'This is not a valid HTTP request.', 'BAD_USER_INPUT'] as const;
const clientErrors: Record<string, readonly [status: string, message: string, code: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large.', 'LIMIT_REACHED'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.', 'LIMIT_REACHED'],
};

/** Requests that are not even HTTP, whose headers are too large, or that do not come to their end, never reach Express. */
function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const [status, message, code] = clientErrors[error.code ?? ''] ?? badHttp;
    const body = JSON.stringify(errorBody(message, { code }));
    socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  });
}

/** Who connects while the server is busy waits there: when a server comes back, all who watched it come at once. */
const backlog = 4096;

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
