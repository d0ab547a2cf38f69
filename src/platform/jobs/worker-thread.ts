import { Worker } from 'node:worker_threads';
import type { Log } from '../log';

/** Keeps one worker thread running, and restarts it after a pause if it dies. Resolves when the thread is ready. */
export async function keepThread(entry: string, data: unknown, log: Log): Promise<{ stop(): Promise<void> }> {
  let stopping = false;
  let thread: Worker;
  let gone: Promise<void> = Promise.resolve();
  let restart: NodeJS.Timeout | undefined;

  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      thread = new Worker(entry, { workerData: data });
      gone = new Promise((settle) => thread.once('exit', () => settle()));
      thread.once('message', () => resolve());
      thread.on('error', (error) => {
        log.error({ err: error }, 'the worker thread died');
        reject(error);
      });
      thread.once('exit', (code) => {
        reject(new Error(`the worker thread ended with ${code} before it was ready`));
        if (stopping) return;
        log.error({ code }, 'the worker thread ended; restarting it');
        restart = setTimeout(() => void run().catch(() => undefined), 1000);
      });
    });

  try {
    await run();
  } catch (error) {
    // The caller gets the error and cannot stop a thread that would be started later.
    stopping = true;
    clearTimeout(restart);
    throw error;
  }
  return {
    async stop() {
      stopping = true;
      clearTimeout(restart);
      thread.postMessage('stop');
      // After that its jobs are claimed again once their leases are over.
      const timer = setTimeout(() => void thread.terminate(), 7000);
      await gone;
      clearTimeout(timer);
    },
  };
}
