/**
 * A condition variable for one waiter. A notification without a waiter is not kept, so the waiter checks its condition
 * before each wait.
 */
export class Signal {
  notify = (): void => undefined;

  /** Resolves at the next notification, or after `maxMs`. */
  async wait(maxMs = Infinity): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.notify = resolve;
      if (maxMs !== Infinity) timer = setTimeout(resolve, maxMs);
    });
    clearTimeout(timer);
  }
}
