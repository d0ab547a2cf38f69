import type { ResponseError } from './errors.js';

export interface Operation {
  readonly query: string;
  readonly variables?: unknown;
}

export interface OperationResult {
  readonly data?: unknown;
  readonly errors?: readonly ResponseError[];
}

/** Runs the subscriptions of a client. */
export interface Transport {
  /**
   * Resolves when the subscription completes and when the signal aborts. Rejects with NETWORK_ERROR if it was
   * interrupted, and with the reason if it was refused. Calls `onInterruption` if it rejects only once it can be sent again.
   */
  run(
    operation: Operation,
    onResult: (result: OperationResult) => void,
    signal: AbortSignal,
    onInterruption: () => void,
  ): Promise<void>;
  /** Frees what remains after the last subscription. */
  close(): Promise<void>;
}
