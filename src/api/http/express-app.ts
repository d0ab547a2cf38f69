import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import cors from 'cors';
import express, { type Express, type Request, type RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Config } from '../../config';
import { misuse, notFound, unauthenticated } from '../../errors';
import type { SigningIn } from '../../features/auth/auth.room';
import type { LinkDownloads } from '../../features/auth/link-downloads';
import type { ImportUploads } from '../../features/imports/upload/import-uploads';
import type { Operation } from '../../platform/graphql/operation';
import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import { type Authentication, viewerHeader } from '../authentication';
import { localized } from '../language';
import type { EventStreams } from '../live/event-stream/event-streams';
import type { Operations } from '../operations';
import { requireViewerOrAnonymous } from './anonymous-operations';
import { webConsole } from './console';
import { downloadHeaders, downloads } from './downloads';
import { health } from './health';
import { pages } from './pages';
import { providerPages } from './provider-pages';
import { parametersOf } from './query-parameters';
import { answerErrors, mediaTypeOf, misusedRequest, only, prefersEventStream } from './refusals';
import { requestLog } from './request-log';
import { signInForms } from './sign-in-forms';
import { signInPages } from './sign-in-pages';
import { statisticsCsv, statisticsHeaders } from './statistics-csv';
import { uploadHeaders, uploads } from './uploads';

declare module 'express-serve-static-core' {
  interface Request {
    viewer?: Viewer;
  }
}

interface ExpressDependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly schema: GraphQLSchema;
  readonly authentication: Authentication;
  readonly signingIn: SigningIn;
  readonly downloads: LinkDownloads;
  readonly uploads: ImportUploads;
  readonly eventStreams: EventStreams;
  readonly log: Log;
}

/** Creates the HTTP routes: GraphQL, statistics as CSV, downloads, uploads, pages and health checks. */
export function createExpressApp(
  dependencies: ExpressDependencies,
  apollo: ApolloServer<Operation>,
  operations: Operations,
): Express {
  const { config, dataSource, schema, authentication, signingIn, downloads: linkDownloads, log } = dependencies;
  const { uploads: imports, eventStreams } = dependencies;
  const app = express();
  const authenticate: RequestHandler = async (request, response, next) => {
    const viewer = await authentication.viewerOf(request, prefersEventStream(request));
    if (viewer) {
      request.viewer = viewer;
      response.set(viewerHeader, String(viewer.userId));
    }
    next();
  };
  const requireViewer: RequestHandler = (request, _response, next) => {
    if (!request.viewer) throw unauthenticated();
    next();
  };
  const authenticated = [authenticate, requireViewer];
  const operationOf = (request: Request): Operation =>
    operations.create(
      request.viewer!,
      { ...operations.clientOf(request), clearSessionCookie: () => authentication.cookie.clear(request.res!) },
      request.requestId,
    );
  app.disable('x-powered-by');
  app.use(requestLog(log), safeHeaders);
  app.use(health(dataSource));
  app.use(
    cors((request, done) =>
      done(null, {
        origin: [...config.corsOrigins],
        // The package would send it to other origins, too.
        credentials: config.corsOrigins.includes(request.headers.origin ?? ''),
        methods: ['POST', 'GET', 'HEAD', 'PUT'],
        exposedHeaders: [
          ...statisticsHeaders,
          ...downloadHeaders,
          ...uploadHeaders,
          'Retry-After',
          'X-Request-Id',
          viewerHeader,
        ],
        maxAge: 600,
      }),
    ),
  );
  app.use(downloads(linkDownloads, config));
  app.all('/downloads/:link', only('GET, HEAD', 'Files are downloaded by GET.'));
  app.use(uploads(imports, authentication, config, log));
  app.all('/uploads/:link', only('PUT, HEAD', 'Files are uploaded by PUT.'));
  const forms = signInForms(signingIn, authentication, config);
  app.use(signInPages(signingIn, forms, authentication, config));
  app.use(providerPages(signingIn, forms, config));
  app.use(webConsole(config));
  app.use(pages(config));
  const execute: RequestHandler = expressMiddleware(apollo, { context: async ({ req }) => operationOf(req) });
  app.use('/graphql', localized);
  app.get('/graphql', getOnly, ...authenticated, acceptable, checkUrl(config), execute);
  app.post(
    '/graphql',
    authenticate,
    requireViewerOrAnonymous(schema),
    acceptablePost,
    jsonBody(config),
    checkBody,
    eventStreams.handler,
    execute,
  );
  app.all('/graphql', only('GET, POST', 'Operations are sent by POST, queries also by GET.'));
  app.use(
    statisticsCsv(authenticated, (request, query, variables) =>
      apollo.executeOperation({ query, variables }, { contextValue: operationOf(request) }),
    ),
  );
  app.all('/statistics.csv', only('GET, HEAD', 'Statistics are read by GET.'));
  app.use(() => {
    throw notFound('page');
  });
  app.use(answerErrors(log, config));
  return app;
}

const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' });
  next();
};

/** Skips the route for HEAD, which Express routes like GET. */
const getOnly: RequestHandler = (request, _response, next) => next(request.method === 'GET' ? undefined : 'route');

/** Checks the Accept header before the operation runs. Apollo Server would check it after a mutation. */
const acceptable: RequestHandler = (request, _response, next) => {
  if (mediaTypeOf(request) === null)
    throw misusedRequest(
      406,
      'Accept application/graphql-response+json or application/json. Only POST also gives text/event-stream.',
    );
  next();
};

const acceptablePost: RequestHandler = (request, response, next) =>
  prefersEventStream(request) ? next() : acceptable(request, response, next);

const maxUrlLength = 8192;

/** Refuses URLs of GET queries that Apollo Server would accept or misread. */
const checkUrl =
  ({ limits: { bodyBytes } }: Config): RequestHandler =>
  (request, _response, next) => {
    const maxLength = Math.min(maxUrlLength, bodyBytes);
    if (request.originalUrl.length > maxLength)
      throw misusedRequest(
        414,
        `The URL is longer than ${maxLength} characters. Send this query by POST.`,
        'LIMIT_REACHED',
      );
    parametersOf(request.originalUrl);
    // Apollo Server's adapter requires the property, which Express sets only when it parses a body.
    request.body ??= undefined;
    next();
  };

const jsonBody = ({ limits: { bodyBytes } }: Config): RequestHandler =>
  express.json({ type: 'application/json', limit: bodyBytes, inflate: false, verify: checkEncoding });

/** JSON is UTF-8. Express would also decode UTF-7 and UTF-16, and replace invalid bytes. */
function checkEncoding(_request: IncomingMessage, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw misusedRequest(415, 'Send the operation in UTF-8.');
  if (!isUtf8(body)) throw misusedRequest(400, 'The body is not valid UTF-8.');
}

const checkBody: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body;
  if (!request.is('application/json')) throw misusedRequest(415, 'Send the operation as application/json.');
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw misuse('query', 'Send one operation as a JSON object: { "query": "…", "variables": { … } }.');
  next();
};
