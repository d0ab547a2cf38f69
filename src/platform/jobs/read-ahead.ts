/**
 * Yields the same values, and requests the next one while the consumer works. If the consumer stops early, the pending
 * value is discarded and the caller closes the source.
 */
export async function* readAhead<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
  const source = values[Symbol.asyncIterator]();
  let next = source.next();
  for (;;) {
    const { done, value } = await next;
    if (done) return;
    next = source.next();
    // Prevents an unhandled rejection: the failure is reported when the value is awaited.
    next.catch(() => undefined);
    yield value;
  }
}
