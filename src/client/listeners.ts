/** What is called at each event. */
export class Listeners {
  private readonly all = new Set<() => void>();

  /** Returns a function that ends this. */
  readonly add = (listener: () => void): (() => void) => {
    this.all.add(listener);
    return () => this.all.delete(listener);
  };

  /** An error of a listener is reported as uncaught, and disturbs neither the other listeners nor the connection. */
  call(): void {
    for (const listener of [...this.all])
      try {
        listener();
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
  }
}
