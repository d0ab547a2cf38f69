/** Time for which requests are gathered. */
const gatherMs = 200;

/** Shortest time between two calls. */
const minIntervalMs = 1000;

/** Calls a function one time for all requests that are made together, and at most one time a second. */
export class GatheredCall {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private calledAt = -Infinity;

  constructor(private readonly call: () => void) {}

  request(): void {
    if (this.timer !== undefined) return;
    const ms = Math.max(gatherMs, this.calledAt + minIntervalMs - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.calledAt = performance.now();
      this.call();
    }, ms);
    // In Node.js, a program ends while a call is pending.
    (this.timer as { unref?: () => void }).unref?.();
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}
