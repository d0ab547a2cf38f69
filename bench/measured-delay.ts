import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder, compiled } from './paths';

interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const file = path.join(cacheFolder, 'event-loop-delay.json');

/** The settings and options of Node.js for a process whose event-loop delay is measured. */
export const delaySettings = { EVENT_LOOP_DELAY: file };
export const delayOptions = ['-r', compiled('event-loop-delay.js')];

/** Measures the event-loop delay of a process during `work`, in milliseconds. */
export async function measureDelay(
  server: { signal(signal: NodeJS.Signals): void },
  work: () => Promise<unknown>,
): Promise<Delay> {
  rmSync(file, { force: true });
  server.signal('SIGUSR2');
  await work();
  server.signal('SIGUSR2');
  for (let attempt = 0; attempt < 50 && !existsSync(file); attempt++) await pause(20);
  return JSON.parse(readFileSync(file, 'utf8')) as Delay;
}
