import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls until `poll` returns a truthy value. Throws after `maxMs` with the description of what it waited for.
 */
export async function waitFor<T>(what: string, poll: () => Promise<T> | T, maxMs = 30_000): Promise<NonNullable<T>> {
  const until = performance.now() + maxMs;
  for (;;) {
    const found = await poll();
    if (found) return found;
    if (performance.now() > until) throw new Error(`waited ${maxMs} ms for ${what}`);
    await sleep(20);
  }
}
