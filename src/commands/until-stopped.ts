import type { Log } from '../platform/log';

const maxStopMs = 9_500;

/**
 * Waits for SIGTERM or SIGINT, then stops gracefully. A second signal ends the process immediately, as does a stop that
 * takes too long because of a silent database or a slow client. Leases that were not released expire.
 */
export async function untilStopped(stop: () => Promise<void>, log?: Log): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  log?.info('stopping');
  setTimeout(() => process.exit(1), maxStopMs).unref();
  await stop();
  log?.info('stopped');
  process.exit(0);
}
