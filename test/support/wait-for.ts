import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `look` gives something true, looking again and again; fails after `mostMs`, saying what it waited for.
 */
export async function waitFor<T>(what: string, look: () => Promise<T> | T, mostMs = 30_000): Promise<NonNullable<T>> {
  const until = performance.now() + mostMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > until) throw new Error(`waited ${mostMs} ms for ${what}`);
    await sleep(20);
  }
}
