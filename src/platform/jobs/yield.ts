/** Lets timers run, such as the renewal of a lease: SQLite's driver is synchronous and never yields. */
export const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
