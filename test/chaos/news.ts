/** Recurring events that callers can wait for. */
export class News<T = void> {
  private readonly waiting = new Set<(news: T) => void>();

  notify(news: T): void {
    for (const one of this.waiting) one(news);
  }

  /** Resolves to whether such an event occurred before the time is up. */
  next(maxMs: number, is: (news: T) => boolean = () => true): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (happened: boolean): void => {
        clearTimeout(timer);
        this.waiting.delete(listen);
        resolve(happened);
      };
      const listen = (news: T): void => void (is(news) && done(true));
      const timer = setTimeout(() => done(false), maxMs);
      this.waiting.add(listen);
    });
  }
}
