/**
 * Wakes the one who waits for it, who then looks for itself at what has happened: a ring that nobody hears is not kept.
 */
export class Bell {
  ring = (): void => undefined;

  /** Until it rings, or for so long at most. */
  async heard(maxMs = Infinity): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.ring = resolve;
      if (maxMs !== Infinity) timer = setTimeout(resolve, maxMs);
    });
    clearTimeout(timer);
  }
}
