import { type DestinationStream, type Logger, pino } from 'pino';
import { QueryFailedError } from 'typeorm';

export type Log = Logger;

/** Logs structured lines to standard error. Standard output is for the results of commands. */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      formatters: { level: (label) => ({ level: label }) },
      // A safety net: no code logs these on purpose.
      redact: [
        'authorization',
        '*.authorization',
        'headers.authorization',
        'req.headers.authorization',
        'token',
        '*.token',
        'downloadUrl',
        '*.downloadUrl',
      ],
    },
    destination,
  );
}

/** A statement is recognized by its beginning. */
const maxStatementLength = 500;
const maxMessageLength = 2000;

/**
 * An error as the log has it. What a statement was called with stays out: it is the data of an organization, and may be
 * megabytes. Drivers put values into their messages as well.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, stack, cause } = error;
  const { code, errno, sqlState } = error as Error & { code?: unknown; errno?: unknown; sqlState?: unknown };
  const isStatement = error instanceof QueryFailedError;
  const message = (isStatement ? withoutValues(error.message) : error.message).slice(0, maxMessageLength);
  return {
    type: name,
    message,
    code,
    errno,
    sqlState,
    ...(isStatement && { statement: error.query.slice(0, maxStatementLength) }),
    // The first lines of a stack repeat the message.
    stack: `${message}\n${stack?.match(/^ {4}at .*$/gm)?.join('\n') ?? ''}`,
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

const withoutValues = (message: string): string => message.replace(/'.*'/s, "'…'");
