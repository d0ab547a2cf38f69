import type { ExecutionResult } from 'graphql';
import type { LiveViewer } from '../../features/auth/permission-watcher';
import type { Viewer } from '../../viewer';
import type { SocketWriter } from './socket-writer';

/** One state as every watcher of it gets it. */
export interface SharedState {
  /** Grows from one state to the next, whichever subscription of the same operation showed it. */
  readonly order: number;
  /** Of two of one order, the one that was read later is newer. */
  readonly readAtMs: number;
  /** The payload of a `next` message, as JSON. */
  readonly payload: string;
}

export const isNewer = (state: SharedState, than: SharedState): boolean =>
  state.order > than.order || (state.order === than.order && state.readAtMs > than.readAtMs);

/**
 * One who takes part in a shared subscription. To graphql-ws it is a subscription that waits for its end: the states go
 * past it, straight to the socket. A socket that does not keep up holds one state, the newest.
 */
export class Watcher implements AsyncIterableIterator<ExecutionResult>, LiveViewer {
  /** Takes it off what it watches. */
  leave = (): void => undefined;
  onRightsChanged = (_now: Viewer | null): void => undefined;
  stopPermissionChecks = (): void => undefined;
  isOver = false;
  /** It began with other rights than it has now. */
  hasMoved = false;
  private readonly head: string;
  private newest: SharedState | null = null;
  private waiting: SharedState | null = null;
  private isSending = false;
  private wasAsked = false;
  private onEnd = (): void => undefined;
  private settle!: (last: ExecutionResult | null) => void;
  private refuse!: (error: unknown) => void;
  private readonly outcome: Promise<ExecutionResult | null>;

  constructor(
    private readonly writer: Pick<SocketWriter, 'send'>,
    id: string,
    /** As they were when what they may see was last looked at. */
    public viewer: Viewer,
  ) {
    this.head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.outcome = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.refuse = reject;
    });
    // It may come to its end before graphql-ws asks.
    this.outcome.catch(() => undefined);
  }

  /** Never twice the same state, and never an older one. */
  show(state: SharedState): void {
    const before = this.newest;
    if (this.isOver || (before && !isNewer(state, before))) return;
    this.newest = state;
    if (before?.order === state.order && before.payload === state.payload) return;
    if (this.isSending) this.waiting = state;
    else this.send(state);
  }

  /**
   * The next state is one of other rights: it is shown unless it looks the same. What waits was read with the old ones.
   */
  move(): void {
    this.hasMoved = true;
    if (this.newest)
      this.newest = { order: this.newest.order, readAtMs: -Infinity, payload: this.waiting ? '' : this.newest.payload };
    this.waiting = null;
  }

  /** Behind the last state, and behind `last` when there is one. */
  complete(last: ExecutionResult | null = null): void {
    this.end(() => this.settle(last));
  }

  fail(error: unknown): void {
    this.end(() => this.refuse(error));
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    const last = this.wasAsked ? null : await this.outcome;
    this.wasAsked = true;
    return last ? { done: false, value: last } : { done: true, value: undefined };
  }

  /** The client has completed it, or its socket is closed. */
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
    this.writer.send(`${this.head}${payload}}`, this.sent);
  }

  private readonly sent = (): void => {
    this.isSending = false;
    const state = this.waiting;
    this.waiting = null;
    if (state) this.send(state);
    else if (this.isOver) this.onEnd();
  };

  private end(tell: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopPermissionChecks();
    this.onEnd = tell;
    // What still waits to be sent comes first.
    if (!this.isSending) tell();
  }
}
