import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { createWorker } from './app';
import type { Config } from './config';
import { createLog } from './platform/log';
import { logStrayRejections } from './platform/stray-errors';

/** Runs exports in a thread of the server process, with connections of its own; any message asks it to stop. */
async function main(): Promise<void> {
  const config = workerData as Config;
  const log = createLog(config.logLevel);
  // What is thrown ends only this thread, and another takes its place.
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
