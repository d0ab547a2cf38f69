import type { Log } from '../platform/log';

const patienceMs = 9_500;

/**
 * Waits for SIGTERM or SIGINT, then stops in good order. A second signal ends the process at once, and so does a stop
 * that takes too long, because a database is silent or a client reads slowly: leases see to the rest.
 */
export async function untilStopped(stop: () => Promise<void>, log?: Log): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  log?.info('stopping');
  setTimeout(() => process.exit(1), patienceMs).unref();
  await stop();
  log?.info('stopped');
  process.exit(0);
}
