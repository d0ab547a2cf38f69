import type { ExecutionResult } from 'graphql';
import type { LiveViewer } from '../../features/auth/permission-watcher';
import type { Viewer } from '../../viewer';

/** One state of a shared subscription, the same for all its watchers. */
export interface SharedState {
  /** Increases with each state, across all subscriptions of the same operation. */
  readonly order: number;
  /** Of two states with the same order, the one that was read later is newer. */
  readonly readAtMs: number;
  /** The result, as JSON. */
  readonly payload: string;
}

/** Sends a state to one client. Calls `onSent` even if the connection is closed. */
export type SendState = (payload: string, onSent: () => void) => void;

export const isNewer = (state: SharedState, than: SharedState): boolean =>
  state.order > than.order || (state.order === than.order && state.readAtMs > than.readAtMs);

/**
 * A subscriber to a shared subscription. States are written to the connection directly; the transport only sees an
 * iterator that ends. A slow connection keeps only the newest unsent state.
 */
export class Watcher implements AsyncIterableIterator<ExecutionResult>, LiveViewer {
  /** Removes the watcher from its subscription. */
  leave = (): void => undefined;
  onRightsChanged = (_now: Viewer | null): void => undefined;
  stopPermissionChecks = (): void => undefined;
  isOver = false;
  /** Whether the watcher's permissions have changed since it started. */
  hasMoved = false;
  private newest: SharedState | null = null;
  private waiting: SharedState | null = null;
  private isSending = false;
  private isConsumed = false;
  private onEnd = (): void => undefined;
  private settle!: (last: ExecutionResult | null) => void;
  private refuse!: (error: unknown) => void;
  private readonly outcome: Promise<ExecutionResult | null>;

  constructor(
    private readonly sendState: SendState,
    /** The viewer with the permissions of the last check. */
    public viewer: Viewer,
  ) {
    this.outcome = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.refuse = reject;
    });
    // The promise may be rejected before the transport awaits it.
    this.outcome.catch(() => undefined);
  }

  /** Sends a state, unless it is older than the last one or identical to it. */
  show(state: SharedState): void {
    const before = this.newest;
    if (this.isOver || (before && !isNewer(state, before))) return;
    this.newest = state;
    if (before?.order === state.order && before.payload === state.payload) return;
    if (this.isSending) this.waiting = state;
    else this.send(state);
  }

  /**
   * Prepares for states read with the new permissions. The first of them is sent unless it is identical. An unsent state
   * is dropped, because it was read with the old permissions.
   */
  move(): void {
    this.hasMoved = true;
    if (this.newest)
      this.newest = { order: this.newest.order, readAtMs: -Infinity, payload: this.waiting ? '' : this.newest.payload };
    this.waiting = null;
  }

  /** Ends the subscription after the last state, or after `last` if it is set. */
  complete(last: ExecutionResult | null = null): void {
    this.end(() => this.settle(last));
  }

  fail(error: unknown): void {
    this.end(() => this.refuse(error));
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    const last = this.isConsumed ? null : await this.outcome;
    this.isConsumed = true;
    return last ? { done: false, value: last } : { done: true, value: undefined };
  }

  /** Called when the client has completed the subscription, or its connection is closed. */
  return(): Promise<IteratorResult<ExecutionResult>> {
    this.waiting = null;
    this.complete();
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(): Promise<IteratorResult<ExecutionResult>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private send({ payload }: SharedState): void {
    this.isSending = true;
    this.sendState(payload, this.sent);
  }

  private readonly sent = (): void => {
    this.isSending = false;
    const state = this.waiting;
    this.waiting = null;
    if (state) this.send(state);
    else if (this.isOver) this.onEnd();
  };

  private end(onEnd: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopPermissionChecks();
    this.onEnd = onEnd;
    // An unsent state comes first.
    if (!this.isSending) onEnd();
  }
}
