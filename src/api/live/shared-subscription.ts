import { setTimeout as pause } from 'node:timers/promises';
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { unauthenticated } from '../../errors';
import type { Audience } from '../../platform/graphql/audience';
import type { Operation } from '../../platform/graphql/operation';
import type { CredentialId, Viewer } from '../../viewer';
import { noLongerVisible } from './own-subscription';
import { isNewer, type SharedState, type Watcher } from './watcher';

/** What a shared subscription needs from `SharedSubscriptions`. */
interface SharedSubscriptionDependencies {
  readonly audience: Audience;
  readonly args: ExecutionArgs;
  /** Creates an operation of any viewer with this visibility key: shared fields depend on nothing else. */
  createOperation(isGone: () => boolean): Operation;
  /** Returns the order of the next state to read, for an audience without versions. */
  nextOrder(): number;
  /** Returns the result as JSON. */
  format(result: ExecutionResult, operation: Operation): string;
  /**
   * Returns the viewers with their current permissions, by token id, without viewers whose token is no longer valid. An
   * unchanged viewer is the same object.
   */
  viewersNow(viewers: readonly Viewer[]): Promise<ReadonlyMap<CredentialId, Viewer>>;
  /** Whether the viewer has the visibility key of this subscription. */
  belongs(viewer: Viewer): boolean;
  /** Moves the watcher to the subscription of its viewer's new visibility key. */
  move(watcher: Watcher): void;
  /** Called when the last watcher has left. */
  close(): void;
}

/** Interval at which newcomers are admitted together, so that thousands at once do not each cause a read. */
const admitEveryMs = 50;

interface Stream {
  readonly operation: Operation;
  readonly events: AsyncIterator<unknown>;
}

/**
 * One subscription for all watchers of the same operation with the same visibility key. One source stream, the carrier,
 * serves them all. Newcomers get the current state from a stream that is read once, because the last state of the
 * carrier may be outdated.
 */
export class SharedSubscription {
  private readonly watchers = new Set<Watcher>();
  private readonly newcomers = new Set<Watcher>();
  private carrier: Stream | null = null;
  private latest: SharedState | null = null;
  private isAdmitting = false;

  constructor(private readonly dependencies: SharedSubscriptionDependencies) {}

  join(watcher: Watcher): void {
    watcher.leave = () => this.leave(watcher);
    watcher.onRightsChanged = (now) => {
      this.setRights(watcher, now);
      this.closeWhenEmpty();
    };
    this.newcomers.add(watcher);
    if (!this.isAdmitting) void this.admitAll();
  }

  private leave(watcher: Watcher): void {
    this.newcomers.delete(watcher);
    this.watchers.delete(watcher);
    this.closeWhenEmpty();
  }

  /** Watchers that join during an admission are admitted together in the next round. */
  private async admitAll(): Promise<void> {
    this.isAdmitting = true;
    while (this.newcomers.size > 0) {
      const some = [...this.newcomers];
      this.newcomers.clear();
      try {
        await this.admit(some);
      } catch (error) {
        for (const watcher of some) watcher.fail(watcher.hasMoved ? noLongerVisible(error) : error);
      }
      await pause(admitEveryMs);
    }
    this.isAdmitting = false;
    this.closeWhenEmpty();
  }

  private async admit(some: readonly Watcher[]): Promise<void> {
    const operation = this.dependencies.createOperation(() => this.isDone(some));
    const source = await createSourceEventStream({ ...this.dependencies.args, contextValue: operation });
    if (!(Symbol.asyncIterator in source)) return some.forEach((watcher) => watcher.complete(source));
    const stream: Stream = { operation, events: source[Symbol.asyncIterator]() };
    let isCarrying = false;
    try {
      const { done, value } = await stream.events.next();
      if (done) return some.forEach((watcher) => watcher.complete());
      const state = await this.stateOf(stream, value);
      const admitted = some.filter((watcher) => !watcher.isOver && this.dependencies.belongs(watcher.viewer));
      // Must stay synchronous from here on, so that the next state of the carrier reaches the newcomers too.
      const newest = this.keepNewest(state);
      for (const watcher of admitted) {
        this.watchers.add(watcher);
        watcher.show(newest);
      }
      if (!this.carrier && admitted.length > 0) {
        isCarrying = true;
        void this.carry(stream);
      }
      // Their permissions changed during the read.
      for (const watcher of some) if (!watcher.isOver && !admitted.includes(watcher)) this.dependencies.move(watcher);
    } finally {
      if (!isCarrying) await stream.events.return?.();
    }
  }

  private async carry(stream: Stream): Promise<void> {
    this.carrier = stream;
    let end = (watcher: Watcher): void => watcher.complete();
    try {
      for (let event = await stream.events.next(); !event.done; event = await stream.events.next()) {
        await this.recheckAll();
        if (this.carrier !== stream) return;
        const state = await this.stateOf(stream, event.value);
        this.keepNewest(state);
        for (const watcher of this.watchers) watcher.show(state);
      }
    } catch (error) {
      end = (watcher) => watcher.fail(error);
      await stream.events.return?.();
    }
    if (this.carrier !== stream) return;
    this.carrier = null;
    for (const watcher of this.watchers) end(watcher);
    this.watchers.clear();
    this.closeWhenEmpty();
  }

  private async stateOf({ operation }: Stream, event: unknown): Promise<SharedState> {
    const { audience, args } = this.dependencies;
    const order = audience.version ? audience.version(event) : this.dependencies.nextOrder();
    const result = await execute({ ...args, contextValue: operation, rootValue: event });
    return { order, readAtMs: audience.readAtMs?.(event) ?? 0, payload: this.dependencies.format(result, operation) };
  }

  /** Returns the newer of this state and the latest one. Returns this state if both are equally new. */
  private keepNewest(state: SharedState): SharedState {
    if (!this.latest || !isNewer(this.latest, state)) this.latest = state;
    return this.latest;
  }

  /** Whether no watcher is left. */
  private isDone(admitted: readonly Watcher[]): boolean {
    return this.watchers.size === 0 && admitted.every(({ isOver }) => isOver);
  }

  /** Runs before each event, so that a watcher whose permissions changed gets no further state. */
  private async recheckAll(): Promise<void> {
    const checked = [...this.watchers].map((watcher) => ({ watcher, before: watcher.viewer }));
    const viewers = await this.dependencies.viewersNow(checked.map(({ before }) => before));
    for (const { watcher, before } of checked) {
      const now = viewers.get(before.credential) ?? null;
      if (now !== before && watcher.viewer === before) this.setRights(watcher, now);
    }
    this.closeWhenEmpty();
  }

  private setRights(watcher: Watcher, now: Viewer | null): void {
    if (watcher.isOver) return;
    if (now) watcher.viewer = now;
    if (now && this.dependencies.belongs(now)) return;
    const isHere = this.newcomers.delete(watcher) || this.watchers.delete(watcher);
    if (!now) watcher.fail(unauthenticated());
    // A watcher that is being admitted is moved by `admit`.
    else if (isHere) this.dependencies.move(watcher);
  }

  private closeWhenEmpty(): void {
    if (this.isAdmitting || this.newcomers.size > 0 || this.watchers.size > 0) return;
    void this.carrier?.events.return?.();
    this.carrier = null;
    this.dependencies.close();
  }
}
