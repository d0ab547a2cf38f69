/** The first retry follows within half a second, and a server that returns is noticed within four. */
const maxWaitMs = 4000;

/** Time before the next attempt. Random, so that the pages of a restarted server do not return at the same instant. */
export const backoffMs = (failures: number): number =>
  Math.min(500 * 2 ** failures, maxWaitMs) * (0.5 + Math.random() / 2);

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
