import type { TallyportError } from './errors.js';

/** What a hook returns. */
export interface Live<T> {
  /** The latest state. Null until the first one arrives. */
  readonly data: T | null;
  /** Why no further states arrive. Null while they do. */
  readonly error: TallyportError | null;
  /** Starts again after an error, as does a component that is mounted then. */
  readonly retry: () => void;
}

/**
 * Shares what one async iterable reads with all components that show it. Reading starts with the first listener. It stops
 * shortly after the last one, so that a component that is mounted again at once, as in StrictMode, continues.
 */
export class LiveStore<T> {
  private readonly listeners = new Set<() => void>();
  private running: AbortController | null = null;
  private snapshot: Live<T> = { data: null, error: null, retry: () => this.start() };

  constructor(
    private readonly read: (signal: AbortSignal) => AsyncIterable<T>,
    private readonly onStop: () => void = () => undefined,
  ) {}

  readonly getSnapshot = (): Live<T> => this.snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.running) this.start();
    return () => {
      this.listeners.delete(listener);
      setTimeout(() => this.listeners.size === 0 && this.stop());
    };
  };

  private start(): void {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    if (this.snapshot.error) this.show({ error: null });
    void (async () => {
      try {
        for await (const data of this.read(running.signal)) if (!running.signal.aborted) this.show({ data });
      } catch (error) {
        if (running.signal.aborted) return;
        // A component that is mounted after the user has signed in again starts it again.
        this.running = null;
        this.show({ error: error as TallyportError });
      }
    })();
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
