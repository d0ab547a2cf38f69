import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `look` gives something true, looking again and again; fails after `maxMs`, saying what it waited for.
 */
export async function waitFor<T>(what: string, look: () => Promise<T> | T, maxMs = 30_000): Promise<NonNullable<T>> {
  const until = performance.now() + maxMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > until) throw new Error(`waited ${maxMs} ms for ${what}`);
    await sleep(20);
  }
}
