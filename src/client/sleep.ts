const checkEveryMs = 1000;

/** Timers of a page that is shown are on time, unless the computer sleeps. In hidden pages they can be late by a minute. */
const maxDelayMs = 5000;

/**
 * Calls `onReturn` when the computer has slept and when the browser is online again. Connections can be gone then without
 * notice. Returns a function that ends this.
 */
export function watchForReturn(onReturn: () => void): () => void {
  let checkedAt = Date.now();
  const timer = setInterval(() => {
    const delayMs = Date.now() - checkedAt;
    checkedAt = Date.now();
    if (delayMs > maxDelayMs && !globalThis.document?.hidden) onReturn();
  }, checkEveryMs);
  globalThis.addEventListener?.('online', onReturn);
  return () => {
    clearInterval(timer);
    globalThis.removeEventListener?.('online', onReturn);
  };
}
