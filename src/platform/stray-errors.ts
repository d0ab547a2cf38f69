import { randomUUID } from 'node:crypto';
import type { Log } from './log';

/**
 * Logs unhandled rejections. By default they would end the process, together with all requests and exports in it.
 */
export function logStrayRejections(log: Log): void {
  process.on('unhandledRejection', (error) =>
    log.error({ err: error, errorId: randomUUID() }, 'unhandled promise rejection'),
  );
}

/** Ends the process after an uncaught error, because its state is unknown. Its exports continue after their leases. */
export function endOnStrayErrors(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error, errorId: randomUUID() }, 'uncaught error; ending');
    process.exit(1);
  });
}
