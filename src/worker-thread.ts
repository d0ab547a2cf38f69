import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { createWorker } from './app';
import type { Config } from './config';

/** Runs exports in a thread of the server process, with connections of its own; any message asks it to stop. */
async function main(): Promise<void> {
  const worker = await createWorker(workerData as Config);
  parentPort!.once('message', () => {
    void worker.stop().then(() => process.exit(0));
  });
  parentPort!.postMessage('ready');
}

void main();
