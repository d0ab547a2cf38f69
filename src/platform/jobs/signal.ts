/**
 * Wakes the one who waits for it, who then looks for itself at what has happened: a ring that nobody hears is not kept.
 */
export class Signal {
  notify = (): void => undefined;

  /** Until it rings, or for so long at most. */
  async wait(maxMs = Infinity): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.notify = resolve;
      if (maxMs !== Infinity) timer = setTimeout(resolve, maxMs);
    });
    clearTimeout(timer);
  }
}
