/** A generator that waits cannot be told to return: closing what it waits for is what ends it. */
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
