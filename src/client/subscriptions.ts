import { errorOf, isTemporary, TallyportError } from './errors.js';
import type { WatchOptions } from './options.js';
import { clockMs } from './sleep.js';
import type { Operation, OperationResult, Transport } from './transport.js';
import type { CurrentViewer } from './viewer.js';
import { backoffMs, maxWaitMs, wait } from './waiting.js';

/** Values that have arrived and were not read yet: the latest of each key, so that a slow reader catches up. */
class Latest<T> {
  private readonly pending = new Map<string, T>();
  private wake = (): void => undefined;
  private end: { error?: unknown } | null = null;

  put(key: string, value: T): void {
    if (this.end) return;
    this.pending.delete(key);
    this.pending.set(key, value);
    this.wake();
  }

  /** Ends at once, and drops what was not read yet. */
  abort(error: unknown): void {
    this.pending.clear();
    this.finish({ error });
  }

  finish(end: { error?: unknown }): void {
    this.end ??= end;
    this.wake();
  }

  async *read(): AsyncGenerator<T> {
    for (;;) {
      for (const [key, value] of this.pending) {
        this.pending.delete(key);
        yield value;
      }
      if (this.end && 'error' in this.end) throw this.end.error;
      if (this.end) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

interface SubscribeOptions<T> extends WatchOptions {
  /** Names what a value replaces if it was not read yet. Default: each value replaces the one before it. */
  readonly keyOf?: (data: T) => string;
  /** Whether a value is the last one. Without it, the server decides by completing the subscription. */
  readonly isLast?: (data: T) => boolean;
  /** What is read before each subscription. Its first error is thrown, because nothing was read yet. */
  readonly readFirst?: ((signal: AbortSignal) => Promise<T>) | undefined;
}

/** The subscriptions of a client, until it is closed. */
export class Subscriptions {
  private readonly closing = new AbortController();

  constructor(
    private readonly transport: Transport,
    private readonly viewer: CurrentViewer,
  ) {}

  /** Reads a subscription, and subscribes again after each temporary error. Throws ViewerChanged for another user. */
  async *read<T>(
    operation: Operation,
    { keyOf = () => '', isLast, readFirst, signal: ofCaller, onConnectionChange }: SubscribeOptions<T> = {},
  ): AsyncGenerator<T> {
    const signal = this.viewer.until(ofCaller);
    const closed = this.closing.signal;
    let isStarted = !readFirst;
    let isConnected = true;
    const setConnected = (isNow: boolean): void => {
      if (isNow !== isConnected) onConnectionChange?.((isConnected = isNow));
    };
    for (let failures = 0; !closed.aborted; failures++) {
      let retryAfter: number | null = null;
      let subscribedAt = Infinity;
      try {
        if (readFirst) {
          const first = await readFirst(AbortSignal.any([signal, closed]));
          signal.throwIfAborted();
          isStarted = true;
          setConnected(true);
          yield first;
        }
        subscribedAt = clockMs();
        for await (const data of this.readOnce(operation, keyOf, signal, () => setConnected(false))) {
          failures = 0;
          setConnected(true);
          yield data;
          if (isLast?.(data)) return;
        }
        if (!isLast) return;
      } catch (error) {
        if (closed.aborted) return;
        if (!(error instanceof TallyportError) || !isTemporary(error) || !isStarted) throw error;
        setConnected(false);
        ({ retryAfter } = error);
      }
      // A subscription that lasted did not fail, also if no data arrived.
      if (clockMs() - subscribedAt > maxWaitMs) failures = 0;
      const ms = retryAfter === null ? backoffMs(failures) : retryAfter * 1000;
      await wait(ms, AbortSignal.any([signal, closed])).catch(() => signal.throwIfAborted());
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.transport.close();
  }

  /** Reads the results of one subscription until it completes or fails. */
  private async *readOnce<T>(
    operation: Operation,
    keyOf: (data: T) => string,
    signal: AbortSignal,
    onInterruption: () => void,
  ): AsyncGenerator<T> {
    signal.throwIfAborted();
    if (this.closing.signal.aborted) return;
    const latest = new Latest<T>();
    const stop = new AbortController();
    const aborted = (): void => latest.abort(signal.reason);
    const closed = (): void => latest.finish({});
    signal.addEventListener('abort', aborted);
    this.closing.signal.addEventListener('abort', closed);
    const show = ({ data, errors }: OperationResult): void =>
      errors?.length ? latest.finish({ error: errorOf(errors) }) : latest.put(keyOf(data as T), data as T);
    this.transport
      .run(operation, show, stop.signal, () => stop.signal.aborted || onInterruption())
      .then(closed, (error: unknown) => latest.finish({ error }));
    try {
      yield* latest.read();
    } finally {
      signal.removeEventListener('abort', aborted);
      this.closing.signal.removeEventListener('abort', closed);
      stop.abort();
    }
  }
}
