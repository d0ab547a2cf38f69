import type { Log } from '../log';

const sweepEveryMs = 60_000;

export function startSweeping(works: readonly (() => Promise<unknown>)[], log: Log): { stop(): Promise<void> } {
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = (): void => {
    sweeping = Promise.all(
      works.map((work) => work().catch((error) => log.error({ err: error }, 'could not clear away what is old'))),
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
