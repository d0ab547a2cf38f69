import type { Log } from '../log';

const sweepEveryMs = 60_000;

export type SweepTask = () => Promise<unknown>;

/** Runs all tasks at once and then every minute. A task that fails is logged, and runs again with the next sweep. */
export function startSweeping(tasks: readonly SweepTask[], log: Log): { stop(): Promise<void> } {
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = (): void => {
    sweeping = Promise.all(
      tasks.map((task) => task().catch((error) => log.error({ err: error }, 'could not delete outdated data'))),
    );
  };
  sweep();
  const timer = setInterval(sweep, sweepEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
