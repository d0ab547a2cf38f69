/** The first retry follows within half a second, and a server that returns is noticed within four. */
export const maxWaitMs = 4000;

/** Longest time between two attempts of a hook, each of which sends several requests. */
const maxPauseMs = 30_000;

/** Time before the next attempt. Random, so that the pages of a restarted server do not return at the same instant. */
export const backoffMs = (failures: number, maxMs = maxWaitMs): number =>
  Math.min(500 * 2 ** failures, maxMs) * (0.5 + Math.random() / 2);

/** Waits, at most until the browser is online again. Rejects with the reason of the signal. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', done);
      signal?.removeEventListener('abort', aborted);
    };
    const done = (): void => (stop(), resolve());
    const aborted = (): void => (stop(), reject(signal!.reason));
    const timer = setTimeout(done, ms);
    if (signal?.aborted) return aborted();
    globalThis.addEventListener?.('online', done);
    signal?.addEventListener('abort', aborted);
  });
}

/**
 * Waits longer after each failure and until the page is visible, at most until a live connection is established. A
 * connection that is established again and again does not shorten the waits of other retries. Rejects with the reason of
 * the signal.
 */
export async function untilBack(
  onConnected: (listener: () => void) => () => void,
  failures: number,
  signal: AbortSignal,
): Promise<void> {
  const connected = new AbortController();
  const stop = onConnected(() => connected.abort());
  const until = AbortSignal.any([signal, connected.signal]);
  const pause = wait(backoffMs(failures, maxPauseMs), until)
    .then(() => untilVisible(until))
    .catch(() => signal.throwIfAborted());
  await Promise.all([pause, wait(backoffMs(failures), signal)]).finally(stop);
}

/** Waits while the page is hidden. Rejects with the reason of the signal. */
function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (!signal.aborted && globalThis.document?.visibilityState === 'hidden') return;
      globalThis.document?.removeEventListener('visibilitychange', check);
      signal.removeEventListener('abort', check);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    globalThis.document?.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
    check();
  });
}
