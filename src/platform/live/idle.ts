/**
 * Waits for `maxMs`, or until one of `events` settles or the signal aborts. Leaves neither a timer nor a listener: the
 * signal of a loop lives as long as its process, and events may end hundreds of waits in a second.
 */
export async function idle(maxMs: number, signal: AbortSignal, events: Iterable<Promise<unknown>> = []): Promise<void> {
  if (signal.aborted) return;
  let wake = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<void>((resolve) => {
    wake = resolve;
    timer = setTimeout(wake, maxMs);
    signal.addEventListener('abort', wake);
  });
  try {
    await Promise.race([quiet, ...events]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
  }
}
