import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Config } from '../../config';
import { because, type ErrorDetails, withoutReason } from '../../error-reasons';
import { AppError, type ErrorCode, httpStatusOf, internalError, unavailable } from '../../errors';
import { translatedError } from '../../features/labels/sentences';
import { isDatabaseUnavailable } from '../../platform/database/dialect';
import type { Log } from '../../platform/log';
import type { Language } from '../../platform/text/language';
import { ViewerChanged, viewerHeader } from '../authentication';
import { languageOf } from '../language';
import { endSoon } from './lingering-connections';
import { homeOf, wantsPage } from './pages';
import { sendPage } from './web-page';

/** An HTTP request that is refused before its operation is read. */
export class BadRequest extends AppError {
  constructor(
    readonly status: number,
    message: string,
    code: ErrorCode,
    details: ErrorDetails,
  ) {
    super(code, message, details);
  }
}

/** As `misuse`, for a request as a whole. */
export const misusedRequest = (status: number, message: string, code: ErrorCode = 'BAD_USER_INPUT'): BadRequest =>
  new BadRequest(status, message, code, withoutReason());

/** Answers 405 for methods that a path does not support. */
export const only =
  (methods: string, message: string): RequestHandler =>
  (_request, response) => {
    response.set('Allow', methods);
    throw misusedRequest(405, message);
  };

const mediaTypes = ['application/json', 'application/graphql-response+json'];

// The content negotiation of Express, which uses only the headers of a request.
const accepted: (this: Request, types: string[]) => string | false = express.request.accepts;

/**
 * Returns the media type of a response, or null if the client accepts none. By GraphQL over HTTP, clients trust the body
 * of an error response only in the second type. In the first type, it may come from a proxy.
 */
export const mediaTypeOf = (request: Pick<IncomingMessage, 'headers'>): string | null =>
  accepted.call(request as Request, mediaTypes) || null;

/** Whether the client accepts an event stream, and nothing rather than that. */
export const prefersEventStream = (request: Pick<IncomingMessage, 'headers'>): boolean =>
  accepted.call(request as Request, [...mediaTypes, 'text/event-stream']) === 'text/event-stream';

const contentTypeOf = (request: Pick<IncomingMessage, 'headers'>): string =>
  `${mediaTypeOf(request) ?? mediaTypes[0]}; charset=utf-8`;

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly extensions: { readonly code: ErrorCode; readonly retryAfter?: number; readonly [detail: string]: unknown };
}

const bodyOf = ({ message, extensions }: Refusal): string => JSON.stringify({ errors: [{ message, extensions }] });

/** Answers errors of whole requests in the format of GraphQL errors, or as a page if a browser opened a link. */
export function answerErrors(log: Log, config: Config): ErrorRequestHandler {
  return (thrown: Error, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const language = languageOf(request.headers['accept-language']);
    const refusal = refusalOf(errorOf(thrown, request.requestId, log), language);
    response.status(refusal.status).type(contentTypeOf(request)).vary('Accept');
    if (thrown instanceof ViewerChanged) response.set(viewerHeader, String(thrown.viewer.userId));
    if (refusal.status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (refusal.extensions.retryAfter !== undefined) response.set('Retry-After', String(refusal.extensions.retryAfter));
    if (isOperation(request) || !wantsPage(request)) return void response.send(bodyOf(refusal));
    sendPage(response, ({ requestFailed, back, failures }) => {
      const { code, reason } = refusal.extensions;
      const key = [reason, code].find((each) => Object.hasOwn(failures, String(each)));
      const why = key === undefined ? refusal.message : failures[key as keyof typeof failures];
      return { title: requestFailed, blocks: [why, homeOf(config, back)] };
    });
  };
}

const isOperation = ({ path }: Request): boolean => path === '/graphql' || path === '/statistics.csv';

function refusalOf(error: AppError, language: Language): Refusal {
  const { code, message, details } = translatedError(error, language);
  return {
    status: error instanceof BadRequest ? error.status : httpStatusOf[code],
    message,
    extensions: { ...details, code },
  };
}

function errorOf(thrown: Error & { status?: number; type?: string }, requestId: string, log: Log): AppError {
  if (isDatabaseUnavailable(thrown)) {
    log.warn({ err: thrown, requestId }, 'the database did not respond');
    return unavailable();
  }
  if (thrown instanceof AppError) return thrown;
  if (thrown.status === 413)
    return new BadRequest(413, 'The body is too large.', 'LIMIT_REACHED', because('BODY_TOO_LARGE'));
  if (thrown.status && thrown.status < 500)
    return misusedRequest(thrown.status, bodyParserMessages[thrown.type ?? ''] ?? 'This request is not valid.');
  log.error({ err: thrown, requestId }, 'unexpected error');
  return internalError(requestId);
}

const bodyParserMessages: Record<string, string> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'encoding.unsupported': 'Send the body without compression.',
  'charset.unsupported': 'Send the operation in UTF-8.',
  'request.aborted': 'The body ended early.',
};

const badHttp = misusedRequest(400, 'This is not a valid HTTP request.');
const clientErrors: Record<string, BadRequest> = {
  HPE_HEADER_OVERFLOW: new BadRequest(
    431,
    'The address or the headers are too large.',
    'LIMIT_REACHED',
    because('HEADERS_TOO_LARGE'),
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new BadRequest(408, 'The request took too long to arrive.', 'LIMIT_REACHED', {
    retryAfter: 5,
    ...because('REQUEST_TOO_SLOW'),
  }),
};

/** Answers requests that never reach Express: invalid HTTP, too large headers, or a request that arrives too slowly. */
export function answerClientErrors(server: Server): void {
  // The headers of a slow request may have arrived.
  const latest = new WeakMap<Duplex, IncomingMessage>();
  server.on('request', (request) => latest.set(request.socket, request));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const refusal = clientErrors[error.code ?? ''] ?? badHttp;
    const { body, headers } = rawAnswerOf(latest.get(socket) ?? { headers: {} }, refusal);
    const head = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    endSoon(socket, `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join('')}\r\n${body}`);
  });
}

/** Returns the body and headers of a refusal in the language of the request, where no response object exists. */
export function rawAnswerOf(
  request: Pick<IncomingMessage, 'headers'>,
  error: BadRequest,
): { body: string; headers: Record<string, string> } {
  const language = languageOf(request.headers['accept-language']);
  const refusal = refusalOf(error, language);
  const { retryAfter } = refusal.extensions;
  return {
    body: bodyOf(refusal),
    headers: {
      'Content-Type': contentTypeOf(request),
      'Content-Language': language,
      Vary: 'Accept, Accept-Language',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
  };
}
