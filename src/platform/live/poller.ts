import { idle } from './idle';

/** Polls at once and then every `everyMs` while `isNeeded` returns true. Costs nothing in between: `wake` starts it again. */
export class Poller {
  private polling: Promise<void> | null = null;
  private isPolling = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly everyMs: number,
    private readonly isNeeded: () => boolean,
    /** `sinceMs`: the time since the start of the last poll that succeeded, or since polling started. */
    private readonly poll: (sinceMs: number) => Promise<void>,
    /** A poll that fails is repeated. */
    private readonly onError: (error: unknown) => void,
  ) {}

  get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Call it when polling may have become needed. */
  wake(): void {
    if (!this.isPolling && !this.isStopped) this.polling = this.loop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.polling;
  }

  private async loop(): Promise<void> {
    this.isPolling = true;
    const { signal } = this.stopping;
    let succeededAtMs = performance.now();
    while (this.isNeeded() && !signal.aborted) {
      const startedAtMs = performance.now();
      try {
        await this.poll(startedAtMs - succeededAtMs);
        succeededAtMs = startedAtMs;
      } catch (error) {
        this.onError(error);
      }
      await idle(this.everyMs, signal);
    }
    // Must run synchronously after the loop condition, so that `wake` sees that polling has stopped.
    this.isPolling = false;
  }
}
