import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError, AuthorizationError } from 'type-graphql';
import type { Config } from '../../config';
import { AppError, type ErrorCode, errorCodes, unavailable } from '../../errors';
import { isDatabaseUnavailable } from '../../platform/database/dialect';
import type { Log } from '../../platform/log';
import { argumentOf } from './argument-of-error';

interface ClientError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Formats the errors of both transports. Unexpected errors are masked, and logged with the id of the request. */
export function formatError(
  error: GraphQLError,
  requestId: string,
  log: Log,
  { introspection }: Pick<Config, 'introspection'>,
): GraphQLFormattedError {
  const { code, message, details } = clientErrorOf(error) ?? masked(error, requestId, log);
  return {
    // Suggestions would reveal the schema name by name.
    message: introspection === 'off' ? message.replace(/ Did you mean [^?]*\?/g, '') : message,
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions: { ...details, code },
  };
}

function clientErrorOf(error: GraphQLError): ClientError | null {
  const original = originOf(error);
  if (original instanceof AppError)
    return { code: original.code, message: original.message, details: original.details };
  if (original instanceof ArgumentValidationError) return invalidInput(original, error);
  if (original instanceof AuthorizationError) return { code: 'FORBIDDEN', message: 'You are not allowed to do this.' };
  if (isTooDeep(original, error)) return { code: 'QUERY_TOO_COMPLEX', message: 'This document is nested too deeply.' };
  if (!(original instanceof GraphQLError)) return null;
  const code = original.extensions.code as ErrorCode | undefined;
  if (code === 'INTERNAL_SERVER_ERROR') return null;
  if (code && errorCodes.includes(code)) return { code, message: original.message };
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(original.message))
    return {
      code: 'QUERY_TOO_COMPLEX',
      message: original.message.replace('Syntax Error: ', '').replace('more that', 'more than'),
    };
  // An error with a path occurred during execution. Only a wrong argument is then the client's mistake.
  if (error.path && !/^(Argument|Variable) "/.test(error.message)) return null;
  // The innermost error is a scalar's. Only the error around it names the argument or variable.
  const argument = argumentOf(error);
  return { code: 'BAD_USER_INPUT', message: error.message, ...(argument && { details: { argument } }) };
}

/** graphql-js parses recursively. Nothing else can exhaust the stack before execution, whose errors have a path. */
const isTooDeep = (original: Error, error: GraphQLError): boolean =>
  !error.path && original instanceof RangeError && original.message.startsWith('Maximum call stack');

function invalidInput(invalid: ArgumentValidationError, error: GraphQLError): ClientError {
  let [problem] = invalid.extensions.validationErrors;
  const path: string[] = [];
  for (; problem; problem = problem.children?.[0]) {
    path.push(problem.property);
    if (problem.constraints) break;
  }
  // type-graphql reports only the fields of the input object. The argument's name is in the document.
  const field = error.nodes?.[0];
  const names = field?.kind === 'Field' ? (field.arguments ?? []).map(({ name }) => name.value) : [];
  if (names.length === 1 && names[0] === 'input') path.unshift('input');
  const argument = path.filter((step) => !/^\d+$/.test(step)).join('.');
  return {
    code: 'BAD_USER_INPUT',
    message: `${Object.values(problem?.constraints ?? {})[0] ?? 'This argument is not valid'}.`,
    details: { argument },
  };
}

function masked(error: GraphQLError, requestId: string, log: Log): ClientError {
  const original = originOf(error);
  if (isDatabaseUnavailable(original)) {
    log.warn({ err: original, requestId, path: error.path }, 'the database did not respond');
    return unavailable();
  }
  log.error({ err: original, requestId, path: error.path }, 'unexpected error');
  return {
    code: 'INTERNAL_SERVER_ERROR',
    message: `Internal error. Report the request id ${requestId} to the operator of this server.`,
    details: { requestId },
  };
}

function originOf(error: GraphQLError): Error {
  let original: Error = error;
  while (original instanceof GraphQLError && original.originalError) original = original.originalError;
  return original;
}
