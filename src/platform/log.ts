import { type DestinationStream, type Logger, pino } from 'pino';

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
