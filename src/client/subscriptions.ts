import { errorOf, isTemporary, TallyportError } from './errors.js';
import type { Operation, OperationResult, Transport } from './transport.js';
import { backoffMs, wait } from './waiting.js';

/** Values that have arrived and were not read yet: the latest of each key, so that a slow reader catches up. */
class Latest<T> {
  private readonly pending = new Map<string, T>();
  private wake = (): void => undefined;
  private end: { error?: unknown } | null = null;

  put(key: string, value: T): void {
    this.pending.delete(key);
    this.pending.set(key, value);
    this.wake();
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

interface SubscribeOptions<T> {
  /** Names what a value replaces if it was not read yet. Default: each value replaces the one before it. */
  readonly keyOf?: (data: T) => string;
  /** Whether a value is the last one. Without it, the server decides by completing the subscription. */
  readonly isLast?: (data: T) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The subscriptions of a client, until it is closed. */
export class Subscriptions {
  private readonly closing = new AbortController();

  constructor(private readonly transport: Transport) {}

  /** Reads a subscription, and subscribes again after each temporary error. */
  async *read<T>(
    operation: Operation,
    { keyOf = () => '', isLast, signal }: SubscribeOptions<T> = {},
  ): AsyncGenerator<T> {
    const closed = this.closing.signal;
    for (let failures = 0; !closed.aborted; failures++) {
      let retryAfter: number | null = null;
      try {
        for await (const data of this.readOnce(operation, keyOf, signal)) {
          failures = 0;
          yield data;
          if (isLast?.(data)) return;
        }
        if (!isLast) return;
      } catch (error) {
        if (!(error instanceof TallyportError) || !isTemporary(error)) throw error;
        ({ retryAfter } = error);
      }
      const ms = retryAfter === null ? backoffMs(failures) : retryAfter * 1000;
      await wait(ms, signal ? AbortSignal.any([signal, closed]) : closed).catch(() => signal?.throwIfAborted());
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
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T> {
    signal?.throwIfAborted();
    const latest = new Latest<T>();
    const stop = new AbortController();
    const aborted = (): void => latest.finish({ error: signal!.reason });
    const closed = (): void => latest.finish({});
    signal?.addEventListener('abort', aborted);
    this.closing.signal.addEventListener('abort', closed);
    const show = ({ data, errors }: OperationResult): void =>
      errors?.length ? latest.finish({ error: errorOf(errors) }) : latest.put(keyOf(data as T), data as T);
    this.transport.run(operation, show, stop.signal).then(closed, (error: unknown) => latest.finish({ error }));
    try {
      yield* latest.read();
    } finally {
      signal?.removeEventListener('abort', aborted);
      this.closing.signal.removeEventListener('abort', closed);
      stop.abort();
    }
  }
}
