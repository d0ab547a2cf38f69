import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { createWorker } from './app';
import type { Config } from './config';
import { createLog } from './platform/log';
import { logStrayRejections } from './platform/stray-errors';

/** Runs a worker in a thread of the server process, with its own database connections. Any message stops it. */
async function main(): Promise<void> {
  const config = workerData as Config;
  const log = createLog(config.logLevel);
  // An uncaught exception ends only this thread, which the server replaces.
  logStrayRejections(log);
  const worker = await createWorker(config, { log });
  parentPort!.once('message', () => {
    void worker.stop().then(() => process.exit(0));
  });
  parentPort!.postMessage('ready');
}

main().catch((error) => {
  process.nextTick(() => {
    throw error;
  });
});
