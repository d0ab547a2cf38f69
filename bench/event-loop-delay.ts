import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the measured server with `node -r`, because the product has no code for this. Measures from the first
 * SIGUSR2 to the second, and writes { p50, p99, max } in milliseconds to the file EVENT_LOOP_DELAY. Does nothing in the
 * worker thread, which also loads it.
 */
const resolution = 5;
const file = process.env.EVENT_LOOP_DELAY;
if (isMainThread && file) {
  const delay = monitorEventLoopDelay({ resolution });
  process.once('SIGUSR2', () => {
    delay.enable();
    process.once('SIGUSR2', () => {
      delay.disable();
      // The histogram includes the interval of the timer itself.
      const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
      writeFileSync(
        file,
        JSON.stringify({ p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) }),
      );
    });
  });
}
