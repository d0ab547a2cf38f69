/** Wraps a generator so that `return` ends it even while it waits: `close` closes the source that it waits for. */
export function closing<T>(close: () => void, rows: AsyncGenerator<T>): AsyncIterableIterator<T> {
  return {
    next: () => rows.next(),
    return() {
      close();
      return rows.return(undefined);
    },
    throw(error) {
      close();
      return rows.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
