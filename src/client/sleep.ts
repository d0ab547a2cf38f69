const checkEveryMs = 1000;

/** Delay from which a timer is late, and not only in a queue after others. */
const maxDelayMs = 5000;

/** The clock of the computer, which goes on while the computer sleeps. Timers do not. */
export const clockMs = (): number => Date.now();

/** Whether a timer that was due at this instant has fired much too late. */
export const isLate = (dueAt: number): boolean => clockMs() - dueAt > maxDelayMs;

/**
 * Calls `onDoubt` when the computer may have slept and when the browser is online again. Connections can be gone then
 * without notice. But timers of pages that were hidden or busy are late, too: find out before you replace a connection.
 * Returns a function that ends this.
 */
export function watchForReturn(onDoubt: (why: 'late' | 'online') => void): () => void {
  let dueAt = clockMs() + checkEveryMs;
  const timer = setInterval(() => {
    const wasLate = isLate(dueAt);
    dueAt = clockMs() + checkEveryMs;
    if (wasLate) onDoubt('late');
  }, checkEveryMs);
  const onOnline = (): void => onDoubt('online');
  globalThis.addEventListener?.('online', onOnline);
  return () => {
    clearInterval(timer);
    globalThis.removeEventListener?.('online', onOnline);
  };
}
