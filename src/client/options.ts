export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** What the caller of a method that watches may pass. */
export interface WatchOptions extends RequestOptions {
  /**
   * Called with false when the connection is interrupted, from when on the last state may be out of date, and with true
   * when a state arrives again.
   */
  readonly onConnectionChange?: ((isConnected: boolean) => void) | undefined;
}
