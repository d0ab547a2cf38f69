import type { Client } from 'graphql-ws';
import { errorOf, isTemporary, networkError, type ResponseError, TallyportError } from './errors.js';
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

interface Operation {
  readonly query: string;
  readonly variables?: unknown;
}

/** Reads the results of one subscription until it completes or fails. `keyOf` names what a newer value replaces. */
async function* subscribeOnce(
  socket: Client,
  operation: Operation,
  keyOf: (data: never) => string,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  const latest = new Latest<unknown>();
  const aborted = (): void => latest.finish({ error: signal!.reason });
  signal?.throwIfAborted();
  signal?.addEventListener('abort', aborted);
  const unsubscribe = socket.subscribe(operation as never, {
    next: ({ data, errors }) =>
      errors?.length
        ? latest.finish({ error: errorOf(errors as readonly ResponseError[]) })
        : latest.put(keyOf(data as never), data),
    error: (error) => latest.finish({ error: errorOfSocket(error) }),
    complete: () => latest.finish({}),
  });
  try {
    yield* latest.read();
  } finally {
    signal?.removeEventListener('abort', aborted);
    unsubscribe();
  }
}

/** The socket itself reconnects after most close codes. The others arrive here, and only a new sign-in helps after 4401. */
function errorOfSocket(error: unknown): unknown {
  if (Array.isArray(error)) return errorOf(error as ResponseError[]);
  const { code, reason } = error as { code?: number; reason?: string };
  if (code === 4401) return new TallyportError('UNAUTHENTICATED', reason || 'Sign in again.', { cause: error });
  if (code === undefined) return error;
  return networkError(reason || `The server closed the connection with the code ${code}.`, error);
}

interface SubscribeOptions<T> {
  /** Names what a value replaces if it was not read yet. Default: each value replaces the one before it. */
  readonly keyOf?: (data: T) => string;
  /** Whether a value is the last one. Without it, the server decides by completing the subscription. */
  readonly isLast?: (data: T) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Reads a subscription and subscribes again after each temporary error. */
export async function* subscribe<T>(
  socket: Client,
  operation: Operation,
  { keyOf = () => '', isLast, signal }: SubscribeOptions<T>,
): AsyncGenerator<T> {
  for (let failures = 0; ; failures++) {
    let retryAfter: number | null = null;
    try {
      for await (const data of subscribeOnce(socket, operation, keyOf, signal)) {
        failures = 0;
        yield data as T;
        if (isLast?.(data as T)) return;
      }
      if (!isLast) return;
    } catch (error) {
      if (!(error instanceof TallyportError) || !isTemporary(error)) throw error;
      ({ retryAfter } = error);
    }
    await wait(retryAfter === null ? backoffMs(failures) : retryAfter * 1000, signal);
  }
}
