/**
 * The same values; the next is being made while one is worked on. What is made in vain when the work ends early is left
 * to whoever closes its source.
 */
export async function* readAhead<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
  const source = values[Symbol.asyncIterator]();
  let next = source.next();
  for (;;) {
    const { done, value } = await next;
    if (done) return;
    next = source.next();
    // Until somebody waits for it, its failure is nobody's.
    next.catch(() => undefined);
    yield value;
  }
}
