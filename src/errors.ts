/**
 * The one error family. What is thrown as an AppError is meant for the client, word for word; anything else is masked
 * by the door, logged with the request's id, and ends an export as INTERNAL.
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

/** What HTTP answers where the whole request is refused for this reason. */
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
  // Its clients then send the query itself.
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
};

export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Machine-readable details; they reach the client as `extensions`. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'AppError';
  }
}

/** `argument` is the path of the offending argument as the client wrote it, e.g. `input.ids`. */
export const badInput = (argument: string, message: string): AppError =>
  new AppError('BAD_USER_INPUT', message, { argument });

/** `argument` where one of several ids is the wrong one. */
export const notFound = (what: string, argument?: string): AppError =>
  new AppError('NOT_FOUND', `No such ${what}.`, argument === undefined ? {} : { argument });

/** What the argument asks for was possible once, or for another row: not as things stand now. */
export const conflict = (argument: string, message: string): AppError =>
  new AppError('CONFLICT', message, { argument });

export const forbidden = (message: string): AppError => new AppError('FORBIDDEN', message);

export const unauthenticated = (): AppError =>
  new AppError('UNAUTHENTICATED', 'A valid access token is required: send `Authorization: Bearer TOKEN`.');

/** The server is well, but what it needs is not there. What a write has come to by then is not known. */
export const unavailable = (): AppError =>
  new AppError(
    'SERVICE_UNAVAILABLE',
    'The database does not answer right now. Try again in a moment; look first whether a change was made.',
    { retryAfter: 5 },
  );
