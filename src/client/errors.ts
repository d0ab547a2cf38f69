/** Codes of the server, and NETWORK_ERROR if it did not answer. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'EXPIRED'
  | 'LIMIT_REACHED'
  | 'QUOTA_EXCEEDED'
  | 'QUERY_TOO_COMPLEX'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'
  | 'NETWORK_ERROR';

/** An error of a response, as the server sends it. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** One wrong argument of a mutation. */
export interface InputError {
  readonly argument: string;
  readonly code: ErrorCode;
  readonly message: string;
  /** Stable code of the message, for texts of your own. */
  readonly reason?: string;
  /** The values in the message. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

interface TallyportErrorDetails {
  readonly errors?: readonly ResponseError[];
  readonly data?: unknown;
  readonly requestId?: string | null;
  readonly cause?: unknown;
}

/** The error of this package. Only the reason of an aborted signal and the errors of your token function are others. */
export class TallyportError extends Error {
  /** Stable code of the message, for texts of your own. Null if there is none. */
  readonly reason: string | null;
  /** The values in the message. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Path of the wrong argument, such as `input.filter.users.search`. Null if no argument is the cause. */
  readonly argument: string | null;
  /** Seconds after which the same request can succeed. Null if unknown. */
  readonly retryAfter: number | null;
  /** Id to report to the operator of the server. Null if the server did not answer. */
  readonly requestId: string | null;
  /** All wrong arguments of a mutation. Empty if no argument is the cause. */
  readonly inputErrors: readonly InputError[];
  /** All errors of the response. */
  readonly errors: readonly ResponseError[];
  /** Import whose file was not sent as a whole: `sendImportFile` continues it. Null for other errors. */
  importId: string | null = null;
  /** The part of the result that the viewer may read. Undefined if there is none. */
  readonly data: unknown;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { errors = [], data, requestId = null, cause }: TallyportErrorDetails = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'TallyportError';
    const { reason, parameters, argument, retryAfter, requestId: id, inputErrors } = errors[0]?.extensions ?? {};
    this.reason = typeof reason === 'string' ? reason : null;
    this.parameters = (parameters ?? {}) as Readonly<Record<string, unknown>>;
    this.argument = typeof argument === 'string' ? argument : null;
    this.retryAfter = typeof retryAfter === 'number' ? retryAfter : null;
    this.requestId = typeof id === 'string' ? id : requestId;
    this.inputErrors = Array.isArray(inputErrors)
      ? inputErrors
      : this.argument === null
        ? []
        : [
            {
              argument: this.argument,
              code,
              message,
              ...(this.reason !== null && { reason: this.reason, parameters: this.parameters }),
            },
          ];
    this.errors = errors;
    this.data = data ?? undefined;
  }
}

/** The error of a response with at least one error. */
export function errorOf(errors: readonly ResponseError[], details: TallyportErrorDetails = {}): TallyportError {
  const [{ message, extensions }] = errors as [ResponseError];
  return new TallyportError((extensions?.code as ErrorCode) ?? 'INTERNAL_SERVER_ERROR', message, {
    ...details,
    errors,
  });
}

/** The server did not answer, or another program answered. */
export const networkError = (message: string, cause?: unknown): TallyportError =>
  new TallyportError('NETWORK_ERROR', message, { cause });

/** Whether the server, or the way to it, is away. */
export const isAway = ({ code }: TallyportError): boolean => code === 'NETWORK_ERROR' || code === 'SERVICE_UNAVAILABLE';

/** Whether the same request can succeed later without a change. */
export const isTemporary = (error: TallyportError): boolean => error.retryAfter !== null || isAway(error);
