import { type Because, because, type ErrorDetails, withoutReason } from './error-reasons';

/**
 * The codes of AppError. The message of an AppError reaches the client unchanged. The API masks and logs any other error;
 * in an export it becomes the failure INTERNAL.
 */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'CONFLICT',
  'EXPIRED',
  'LIMIT_REACHED',
  'QUOTA_EXCEEDED',
  'QUERY_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The HTTP status if the whole request is refused. */
export const httpStatusOf: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  EXPIRED: 410,
  LIMIT_REACHED: 429,
  QUOTA_EXCEEDED: 507,
  QUERY_TOO_COMPLEX: 400,
  // Clients then send the query itself.
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
};

export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Machine-readable details, which reach the client as `extensions`. */
    readonly details: ErrorDetails,
  ) {
    super(message);
    this.name = 'AppError';
  }
}

/** `argument` is the path of the wrong argument as the client wrote it, e.g. `input.ids`. */
export const badInput = (argument: string, message: string, reason: Because): AppError =>
  new AppError('BAD_USER_INPUT', message, { argument, ...reason });

/**
 * What only a wrong program sends, such as a cursor of another list. `misusedRequest` is for a request as a whole.
 */
export const misuse = (argument: string, message: string): AppError =>
  new AppError('BAD_USER_INPUT', message, withoutReason({ argument }));

/** What requests can ask for that is not a record with an id. */
export type MissingThing = 'page' | 'user' | 'import' | 'download link' | 'upload link';

export const notFound = (what: MissingThing): AppError =>
  new AppError('NOT_FOUND', `No such ${what}.`, because('MISSING', { what }));

/** The organization does not exist, or has no single sign-on. */
export const withoutSingleSignOn = (): AppError =>
  new AppError('NOT_FOUND', 'No such organization with single sign-on.', because('NO_SINGLE_SIGN_ON'));

/** No row that the viewer may see has this id. */
export const unknownId = (what: string, id: string, argument = 'id'): AppError =>
  new AppError('NOT_FOUND', `No such ${what}: ${JSON.stringify(id)}.`, { argument, ...because('UNKNOWN_ID', { id }) });

/** As `unknownId`, for a record that an input only refers to. */
export const unknownReference = (noun: string, id: string, argument: string): AppError =>
  badInput(argument, `There is no ${noun} with the id ${JSON.stringify(id)}.`, because('UNKNOWN_ID', { id }));

/** The argument is valid, but not for the current state of the record. */
export const conflict = (argument: string, message: string, reason: Because): AppError =>
  new AppError('CONFLICT', message, { argument, ...reason });

export const forbidden = (message: string, reason: Because): AppError => new AppError('FORBIDDEN', message, reason);

export const unauthenticated = (): AppError =>
  new AppError(
    'UNAUTHENTICATED',
    'Sign in, or send a valid access token as `Authorization: Bearer TOKEN`.',
    because('SIGN_IN_REQUIRED'),
  );

/** The database cannot be reached. Whether a change was saved is unknown. */
export const unavailable = (): AppError =>
  new AppError(
    'SERVICE_UNAVAILABLE',
    'The database does not respond at the moment. Check whether your change was saved before you try again.',
    { retryAfter: 5, ...because('DATABASE_AWAY') },
  );

/** An error of the server. The log has its details, with the id of the request. */
export const internalError = (requestId: string): AppError =>
  new AppError(
    'INTERNAL_SERVER_ERROR',
    `Internal error. Report the request id ${requestId} to the operator of this server.`,
    { requestId, ...because('INTERNAL_ERROR', { requestId }) },
  );
