import type { ValidationError } from 'class-validator';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import type { Config } from '../../config';
import { type Because, withoutReason } from '../../error-reasons';
import { AppError, badInput, type ErrorCode, errorCodes, internalError, unavailable } from '../../errors';
import { translatedError } from '../../features/labels/sentences';
import { isDatabaseUnavailable } from '../../platform/database/dialect';
import { combinedError, inputErrorsOf } from '../../platform/graphql/input-errors';
import type { Operation } from '../../platform/graphql/operation';
import type { Log } from '../../platform/log';
import { argumentOf } from './argument-of-error';

/** What the errors of an operation depend on. */
export type RequestInfo = Pick<Operation, 'requestId' | 'language'>;

/**
 * Formats the errors of both transports, in the language of the request. Unexpected errors are masked, and logged with
 * the id of the request.
 */
export function formatError(
  error: GraphQLError,
  { requestId, language }: RequestInfo,
  log: Log,
  { introspection }: Pick<Config, 'introspection'>,
): GraphQLFormattedError {
  const {
    code,
    message: text,
    details,
  } = translatedError(clientErrorOf(error) ?? masked(error, requestId, log), language);
  // Suggestions would reveal the schema name by name.
  const message = introspection === 'off' ? text.replace(/ Did you mean [^?]*\?/g, '') : text;
  const inputErrors = inputErrorsOf({ code, message, details });
  return {
    message,
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions: { ...details, code, ...(inputErrors.length > 0 && { inputErrors }) },
  };
}

function clientErrorOf(error: GraphQLError): AppError | null {
  const original = originOf(error);
  if (original instanceof AppError) return original;
  if (original instanceof ArgumentValidationError) return invalidInput(original, error);
  if (isTooDeep(original, error))
    return new AppError('QUERY_TOO_COMPLEX', 'This document is nested too deeply.', withoutReason());
  if (!(original instanceof GraphQLError)) return null;
  const code = original.extensions.code as ErrorCode | undefined;
  if (code === 'INTERNAL_SERVER_ERROR') return null;
  if (code && errorCodes.includes(code)) return new AppError(code, original.message, withoutReason());
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(original.message))
    return new AppError(
      'QUERY_TOO_COMPLEX',
      original.message.replace('Syntax Error: ', '').replace('more that', 'more than'),
      withoutReason(),
    );
  // An error with a path occurred during execution. Only a wrong argument is then the client's mistake.
  if (error.path && !/^(Argument|Variable) "/.test(error.message)) return null;
  // The innermost error is a scalar's. Only the error around it names the argument or variable.
  const argument = argumentOf(error);
  return new AppError('BAD_USER_INPUT', error.message, withoutReason(argument ? { argument } : {}));
}

/** graphql-js parses recursively. Nothing else can exhaust the stack before execution, whose errors have a path. */
const isTooDeep = (original: Error, error: GraphQLError): boolean =>
  !error.path && original instanceof RangeError && original.message.startsWith('Maximum call stack');

function invalidInput(invalid: ArgumentValidationError, error: GraphQLError): AppError {
  // type-graphql reports only the fields of the input object. The argument's name is in the document.
  const field = error.nodes?.[0];
  const names = field?.kind === 'Field' ? (field.arguments ?? []).map(({ name }) => name.value) : [];
  const root = names.length === 1 && names[0] === 'input' ? ['input'] : [];
  const errorsOf = (
    { property, constraints = {}, contexts = {}, children = [] }: ValidationError,
    parent: string[],
  ): AppError[] => {
    // A list is named as a whole.
    const path = /^\d+$/.test(property) ? parent : [...parent, property];
    return [
      // One reason per field, although it may break several rules.
      ...Object.entries(constraints)
        .slice(0, 1)
        .map(([rule, message]) => badInput(path.join('.'), `${message}.`, contexts[rule] as Because)),
      ...children.flatMap((child) => errorsOf(child, path)),
    ];
  };
  return combinedError(invalid.extensions.validationErrors.flatMap((problem) => errorsOf(problem, root)));
}

function masked(error: GraphQLError, requestId: string, log: Log): AppError {
  const original = originOf(error);
  if (isDatabaseUnavailable(original)) {
    log.warn({ err: original, requestId, path: error.path }, 'the database did not respond');
    return unavailable();
  }
  log.error({ err: original, requestId, path: error.path }, 'unexpected error');
  return internalError(requestId);
}

function originOf(error: GraphQLError): Error {
  let original: Error = error;
  while (original instanceof GraphQLError && original.originalError) original = original.originalError;
  return original;
}
