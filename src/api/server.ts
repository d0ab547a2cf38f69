import { AsyncLocalStorage } from 'node:async_hooks';
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import cors from 'cors';
import express, { type Express, type Request, type RequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Config } from '../config';
import { AppError, badInput, httpStatusOf, notFound, unauthenticated } from '../errors';
import type { AccessTokens } from '../features/auth/access-tokens';
import type { PermissionWatcher } from '../features/auth/permission-watcher';
import type { ExportFiles } from '../features/exports/downloads/export-files';
import type { Operation, Resolvers } from '../platform/graphql/operation';
import type { Log } from '../platform/log';
import type { Clock } from '../platform/time/clock';
import type { Viewer } from '../viewer';
import { Operations } from './context';
import { formatError } from './graphql/format-error';
import {
  checkOperation,
  dropAbort,
  parseOptions,
  validationOptions,
  validationRules,
} from './graphql/operation-limits';
import { OrganizationThrottle } from './graphql/organization-throttle';
import { createSchema } from './graphql/schema';
import { downloadHeaders, downloads } from './http/downloads';
import { health } from './http/health';
import { landing } from './http/landing';
import { endLingering } from './http/lingering-connections';
import { pages } from './http/pages';
import { parametersOf } from './http/query-parameters';
import { answerClientErrors, answerErrors, BadRequest, mediaTypeOf, only } from './http/refusals';
import { statisticsCsv, statisticsHeaders } from './http/statistics-csv';
import { openSockets } from './sockets/websocket';

/** Apollo Server formats errors without telling of which request. */
const requestIds = new AsyncLocalStorage<string>();

export interface DoorParts {
  readonly config: Config;
  readonly resolvers: Resolvers;
  readonly dataSource: DataSource;
  readonly tokens: AccessTokens;
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
  const operations = new Operations(parts.resolvers, parts.tokens, parts.clock, config);
  const fairShares = new OrganizationThrottle(config.limits.costInFlight, (viewer) => operations.viewerNow(viewer));
  const apollo = new ApolloServer<Operation>({
    schema,
    introspection: true, // only viewers come this far; INTROSPECTION=off is one of the rules
    validationRules: validationRules(config),
    validationOptions,
    parseOptions: parseOptions(config),
    formatError: (_shown, error) =>
      formatError(asGraphQLError(error), requestIds.getStore() ?? randomUUID(), log, config),
    // Cache hints, which this schema has none of, cost every field of every row.
    plugins: [doorPolicy(parts, fairShares), ApolloServerPluginCacheControlDisabled()],
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    // Each of these makes a browser ask first, before a page of another origin may send it. The token is always in the
    // first.
    csrfPrevention: { requestHeaders: ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'] },
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: log,
  });
  await apollo.start();

  const server = createServer(
    { maxHeaderSize: 16_384, ...timeouts(config) },
    createExpressApp(parts, apollo, operations),
  );
  answerClientErrors(server);
  endLingering(server, config.limits.silenceMs);
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
const timeouts = ({ limits: { silenceMs } }: Config) => ({
  headersTimeout: Math.min(15_000, silenceMs),
  requestTimeout: silenceMs,
  connectionsCheckingInterval: Math.min(5000, silenceMs / 2),
});

function createExpressApp(
  { config, dataSource, tokens, files, log }: DoorParts,
  apollo: ApolloServer<Operation>,
  operations: Operations,
): Express {
  const app = express();
  const signedIn: RequestHandler = async (request, _response, next) => {
    const viewer = await tokens.authenticate(request.get('authorization'));
    if (!viewer) throw unauthenticated();
    request.viewer = viewer;
    next();
  };
  const begin = (request: Request): Operation =>
    operations.begin(request.viewer!, operations.clientOf(request), request.requestId);
  app.disable('x-powered-by');
  app.use(logged(log), safeHeaders);
  app.use(health(dataSource));
  app.use(
    cors({
      origin: [...config.corsOrigins],
      methods: ['POST', 'GET', 'HEAD'],
      exposedHeaders: [...statisticsHeaders, ...downloadHeaders, 'Retry-After', 'X-Request-Id'],
      maxAge: 600,
    }),
  );
  app.use(downloads(files, config));
  app.all('/downloads/:link', only('GET, HEAD', 'Files are downloaded by GET.'));
  app.use(pages(config));
  app.use(landing());
  const run: RequestHandler = expressMiddleware(apollo, { context: async ({ req }) => begin(req) });
  app.get('/graphql', onlyReading, signedIn, acceptable, checkAddress(config), run);
  app.post(
    '/graphql',
    signedIn,
    acceptable,
    express.json({ type: 'application/json', limit: config.limits.bodyBytes, inflate: false, verify: refuseBadText }),
    (request, _response, next) => {
      const body: unknown = request.body;
      if (!request.is('application/json')) throw new BadRequest(415, 'Send the operation as application/json.');
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw badInput('query', 'Send one operation as a JSON object: { "query": "…", "variables": { … } }.');
      next();
    },
    run,
  );
  app.all('/graphql', only('GET, POST', 'Operations are sent by POST, queries also by GET.'));
  app.use(
    statisticsCsv(signedIn, (request, query, variables) =>
      apollo.executeOperation({ query, variables }, { contextValue: begin(request) }),
    ),
  );
  app.all('/statistics.csv', only('GET, HEAD', 'Statistics are read by GET.'));
  app.use(() => {
    throw notFound('page');
  });
  app.use(answerErrors(log, config));
  return app;
}

/** Express would let HEAD in as GET. */
const onlyReading: RequestHandler = (request, _response, next) => next(request.method === 'GET' ? undefined : 'route');

/** Apollo Server would look at this only behind a mutation. */
const acceptable: RequestHandler = (request, _response, next) => {
  if (mediaTypeOf(request) === null)
    throw new BadRequest(406, 'Accept application/graphql-response+json or application/json.');
  next();
};

const maxAddressLength = 8192;

/** Of a query by GET: what Apollo Server would read over. */
const checkAddress =
  ({ limits: { bodyBytes } }: Config): RequestHandler =>
  (request, _response, next) => {
    const maxLength = Math.min(maxAddressLength, bodyBytes);
    if (request.originalUrl.length > maxLength)
      throw new BadRequest(
        414,
        `The address is longer than ${maxLength} characters: send this query by POST.`,
        'LIMIT_REACHED',
      );
    parametersOf(request.originalUrl);
    // The adapter wants one, and Express parses none here.
    request.body ??= undefined;
    next();
  };

/** What Apollo Server does not check by itself. */
function doorPolicy({ config }: DoorParts, fairShares: OrganizationThrottle): ApolloServerPlugin<Operation> {
  return {
    async requestDidStart({ request: sent }) {
      // Tools with an empty field for the name send it so. Over WebSocket, too, it is as if there were none.
      if (sent.operationName === '') delete sent.operationName;
      let leave = (): void => undefined;
      return {
        validationDidStart: async () => async (errors) => dropAbort(errors ?? []),
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (operation?.operation === 'subscription')
            throw badOperation(
              'Subscriptions need a WebSocket: connect to this same address with the protocol graphql-transport-ws.',
            );
          // An `operationName` that the document does not have is reported by the execution.
          if (!operation) return;
          try {
            const cost = checkOperation(schema, document, request.operationName, request.variables, config.limits);
            const turn = await fairShares.acquire(contextValue.viewer, cost, contextValue.isGone);
            leave = turn.release;
            Object.assign(contextValue, { viewer: turn.viewer });
          } catch (error) {
            const refusal = asGraphQLError(error);
            refusal.extensions.http ??= { status: 400 };
            throw refusal;
          }
        },
        // Not when the client leaves: what it has begun goes on to its end.
        async willSendResponse({ response }) {
          leave();
          const waits =
            response.body.kind === 'single'
              ? (response.body.singleResult.errors ?? []).flatMap(({ extensions }) =>
                  typeof extensions?.retryAfter === 'number' ? [extensions.retryAfter] : [],
                )
              : [];
          if (waits.length > 0) response.http.headers.set('retry-after', String(Math.max(...waits)));
        },
      };
    },
  };
}

const badOperation = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument: 'query', http: { status: 400 } } });
const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError((error as Error).message, {
        originalError: error as Error,
        extensions: { http: { status: error instanceof AppError ? httpStatusOf[error.code] : 500 } },
      });

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
    // Only a first part that is ours: behind it a download link has its secret, and a mistyped address may be all
    // secret.
    const path =
      /^\/(?:graphql|statistics\.csv|downloads|uploads|exports|export-requests|health|ready)?(?![^/])/.exec(
        request.path,
      )?.[0] ?? 'unknown';
    response.on('close', () => {
      log.info(
        {
          requestId: request.requestId,
          method: request.method,
          path,
          status: response.statusCode,
          tookMs: Math.round(performance.now() - startedAt),
        },
        'request',
      );
    });
    requestIds.run(request.requestId, next);
  };
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
