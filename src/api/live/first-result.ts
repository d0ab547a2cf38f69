import type { ExecutionResult } from 'graphql';
import type { SendState } from './watcher';

type Extensions = () => Record<string, unknown>;

/** Adds extensions to the first state that is sent. */
export function extendFirstState(send: SendState, extensions: Extensions): SendState {
  let isFirst = true;
  return (payload, onSent) => {
    // A payload is the JSON of an object that is not empty.
    send(isFirst ? `${payload.slice(0, -1)},"extensions":${JSON.stringify(extensions())}}` : payload, onSent);
    isFirst = false;
  };
}

/** Adds extensions to the first result. Ends like `results`, also while it waits. */
export function extendFirstResult(
  results: AsyncIterableIterator<ExecutionResult>,
  extensions: Extensions,
): AsyncIterableIterator<ExecutionResult> {
  let isFirst = true;
  return {
    async next() {
      const result = await results.next();
      if (result.done || !isFirst) return result;
      isFirst = false;
      return { done: false, value: { ...result.value, extensions: extensions() } };
    },
    return: () => results.return!(),
    throw: (error) => results.throw!(error),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
