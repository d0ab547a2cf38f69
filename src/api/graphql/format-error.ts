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

/** The one formatter of both transports: what is not meant for clients is masked and logged under the request's id. */
export function formatError(
  error: GraphQLError,
  requestId: string,
  log: Log,
  { introspection }: Pick<Config, 'introspection'>,
): GraphQLFormattedError {
  const { code, message, details } = clientErrorOf(error) ?? masked(error, requestId, log);
  return {
    // Suggestions name the schema piece by piece.
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
  if (original instanceof AuthorizationError) return { code: 'FORBIDDEN', message: 'You may not do this.' };
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
  // With a path it came up while executing: of the client's making only when an argument was wrong.
  if (error.path && !/^(Argument|Variable) "/.test(error.message)) return null;
  // The innermost error is a scalar's: only the one around it says of which argument or variable.
  const argument = argumentOf(error);
  return { code: 'BAD_USER_INPUT', message: error.message, ...(argument && { details: { argument } }) };
}

/** graphql-js parses by recursion. Before execution (which has a path) nothing else here can exhaust the stack. */
const isTooDeep = (original: Error, error: GraphQLError): boolean =>
  !error.path && original instanceof RangeError && original.message.startsWith('Maximum call stack');

function invalidInput(invalid: ArgumentValidationError, error: GraphQLError): ClientError {
  let [problem] = invalid.extensions.validationErrors;
  const path: string[] = [];
  for (; problem; problem = problem.children?.[0]) {
    path.push(problem.property);
    if (problem.constraints) break;
  }
  // Of an input object only its own fields are known here: the argument's name stands in the document.
  const field = error.nodes?.[0];
  const given = field?.kind === 'Field' ? (field.arguments ?? []).map(({ name }) => name.value) : [];
  if (given.length === 1 && given[0] === 'input') path.unshift('input');
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
    log.warn({ err: original, requestId, path: error.path }, 'the database did not answer');
    return unavailable();
  }
  log.error({ err: original, requestId, path: error.path }, 'unexpected error');
  return {
    code: 'INTERNAL_SERVER_ERROR',
    message: `Something went wrong that is not your fault. Quote request ${requestId} when you ask about it.`,
    details: { requestId },
  };
}

function originOf(error: GraphQLError): Error {
  let original: Error = error;
  while (original instanceof GraphQLError && original.originalError) original = original.originalError;
  return original;
}
