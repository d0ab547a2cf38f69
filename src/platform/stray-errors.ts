import { randomUUID } from 'node:crypto';
import type { Log } from './log';

/**
 * A rejection that nobody waits for is logged and no more: by default it would end the process, with everybody's work
 * in it.
 */
export function logStrayRejections(log: Log): void {
  process.on('unhandledRejection', (error) =>
    log.error({ err: error, errorId: randomUUID() }, 'a promise was rejected and nobody waited for it'),
  );
}

/** Whatever threw may have left things half done: the process ends, and leases see to its exports. */
export function endOnStrayErrors(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error, errorId: randomUUID() }, 'an error was thrown and nobody caught it; ending');
    process.exit(1);
  });
}
