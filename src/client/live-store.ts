import { isAway, TallyportError } from './errors.js';
import type { WatchOptions } from './options.js';

/** What a hook returns. */
export interface Live<T> {
  /** The latest state. Null until the first one arrives. */
  readonly data: T | null;
  /** Why no further states arrive. Null while they do. Stays while what failed without an answer is read again. */
  readonly error: TallyportError | null;
  /**
   * False while the connection or the server is away. `data` may then be out of date, and is read again by itself. Show
   * something like "Reconnecting…".
   */
  readonly isConnected: boolean;
  /** Starts again after an error. A component that is mounted then also does, or ends a wait for the server. */
  readonly retry: () => void;
}

/** What a hook passes to the method that it reads. */
export type LiveOptions = WatchOptions & { readonly signal: AbortSignal };

/**
 * Shares what one async iterable reads with all components that show it. Reading starts with the first listener. It stops
 * shortly after the last one, so that a component that is mounted again at once, as in StrictMode, continues.
 */
export class LiveStore<T> {
  private readonly listeners = new Set<() => void>();
  private running: AbortController | null = null;
  /** Ends the wait before the next attempt. */
  private waiting: AbortController | null = null;
  private snapshot: Live<T> = { data: null, error: null, isConnected: true, retry: () => this.start() };

  constructor(
    private readonly read: (options: LiveOptions) => AsyncIterable<T>,
    /** Waits for a server that is away. Rejects when the signal aborts. */
    private readonly untilBack: (failures: number, signal: AbortSignal) => Promise<void>,
    private readonly onStop: () => void = () => undefined,
  ) {}

  readonly getSnapshot = (): Live<T> => this.snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    // An attempt that has started is not repeated for each component that is mounted meanwhile.
    if (!this.running) this.start();
    else this.waiting?.abort();
    return () => {
      this.listeners.delete(listener);
      setTimeout(() => this.listeners.size === 0 && this.stop());
    };
  };

  private start(): void {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    if (this.snapshot.error) this.show({ error: null, isConnected: true });
    void this.run(running.signal);
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        const onConnectionChange = (isConnected: boolean): void => {
          if (!signal.aborted) this.show({ isConnected });
        };
        for await (const data of this.read({ signal, onConnectionChange })) {
          failures = 0;
          if (!signal.aborted) this.show({ data, error: null, isConnected: true });
        }
        return;
      } catch (error) {
        if (signal.aborted) return;
        const isTried = error instanceof TallyportError && isAway(error);
        // A component that is mounted after the user has signed in again starts it again.
        if (!isTried) this.running = null;
        this.show({ error: error as TallyportError, isConnected: !isTried });
        if (!isTried) return;
      }
      const waiting = new AbortController();
      this.waiting = waiting;
      await this.untilBack(failures, AbortSignal.any([signal, waiting.signal])).catch(() => undefined);
      if (signal.aborted) return;
      this.waiting = null;
    }
  }

  private stop(): void {
    this.running?.abort();
    this.running = null;
    this.onStop();
  }

  private show(change: Partial<Live<T>>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }
}
