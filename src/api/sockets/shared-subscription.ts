import { setTimeout as pause } from 'node:timers/promises';
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { unauthenticated } from '../../errors';
import type { Audience } from '../../platform/graphql/audience';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';
import { noLongerVisible } from './own-subscription';
import { isNewer, type SharedState, type Watcher } from './watcher';

/** What a shared subscription needs from those around it. */
export interface SharingDependencies {
  readonly audience: Audience;
  readonly args: ExecutionArgs;
  /** In the name of any one of these rights: what is shared shows nothing else of the viewer. */
  begin(isGone: () => boolean): Operation;
  /** The order of a state that is read from now on, where the audience has no version. */
  nextOrder(): number;
  /** The payload of a `next` message, as JSON. */
  present(result: ExecutionResult, operation: Operation): string;
  /** As they are now, by token; without those whose token is gone. Who has not changed is the same object. */
  viewersNow(viewers: readonly Viewer[]): Promise<ReadonlyMap<number, Viewer>>;
  /** Whether this viewer sees what the others here see. */
  belongs(viewer: Viewer): boolean;
  /** Finds the watcher a place among those who see what its viewer sees by now. */
  move(watcher: Watcher): void;
  /** Nobody watches any more. */
  close(): void;
}

/** When thousands come at once, the present is read so often and not for each. */
const admitEveryMs = 50;

interface Stream {
  readonly operation: Operation;
  readonly events: AsyncIterator<unknown>;
}

/**
 * One subscription for all who asked the same and may see the same. One stream of events carries it. Who comes later
 * gets the present from a stream of their own, which is read once: what the carrying one showed last may be outdated by
 * now.
 */
export class SharedSubscription {
  private readonly watchers = new Set<Watcher>();
  private readonly newcomers = new Set<Watcher>();
  private carrier: Stream | null = null;
  private latest: SharedState | null = null;
  private isAdmitting = false;

  constructor(private readonly sharing: SharingDependencies) {}

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

  /** Those who come while others are being admitted are so together, with what is read from then on. */
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
    const operation = this.sharing.begin(() => this.isDone(some));
    const source = await createSourceEventStream({ ...this.sharing.args, contextValue: operation });
    if (!(Symbol.asyncIterator in source)) return some.forEach((watcher) => watcher.complete(source));
    const stream: Stream = { operation, events: source[Symbol.asyncIterator]() };
    let isCarrying = false;
    try {
      const { done, value } = await stream.events.next();
      if (done) return some.forEach((watcher) => watcher.complete());
      const state = await this.stateOf(stream, value);
      const present = some.filter((watcher) => !watcher.isOver && this.sharing.belongs(watcher.viewer));
      // From here on nothing may come between: what the carrier shows next must reach them too.
      const newest = this.keepNewest(state);
      for (const watcher of present) {
        this.watchers.add(watcher);
        watcher.show(newest);
      }
      if (!this.carrier && present.length > 0) {
        isCarrying = true;
        void this.carry(stream);
      }
      // Their rights changed while the present was read.
      for (const watcher of some) if (!watcher.isOver && !present.includes(watcher)) this.sharing.move(watcher);
    } finally {
      if (!isCarrying) await stream.events.return?.();
    }
  }

  private async carry(stream: Stream): Promise<void> {
    this.carrier = stream;
    let tellEnd = (watcher: Watcher): void => watcher.complete();
    try {
      for (let event = await stream.events.next(); !event.done; event = await stream.events.next()) {
        await this.recheckAll();
        if (this.carrier !== stream) return;
        const state = await this.stateOf(stream, event.value);
        this.keepNewest(state);
        for (const watcher of this.watchers) watcher.show(state);
      }
    } catch (error) {
      tellEnd = (watcher) => watcher.fail(error);
      await stream.events.return?.();
    }
    if (this.carrier !== stream) return;
    this.carrier = null;
    for (const watcher of this.watchers) tellEnd(watcher);
    this.watchers.clear();
    this.closeWhenEmpty();
  }

  private async stateOf({ operation }: Stream, event: unknown): Promise<SharedState> {
    const { audience, args } = this.sharing;
    const order = audience.version ? audience.version(event) : this.sharing.nextOrder();
    const result = await execute({ ...args, contextValue: operation, rootValue: event });
    return { order, readAtMs: audience.readAtMs?.(event) ?? 0, payload: this.sharing.present(result, operation) };
  }

  /** The newer of this and the newest so far; this one, when neither is. */
  private keepNewest(state: SharedState): SharedState {
    if (!this.latest || !isNewer(this.latest, state)) this.latest = state;
    return this.latest;
  }

  /** Nobody is left for whom this would be done. */
  private isDone(admitted: readonly Watcher[]): boolean {
    return this.watchers.size === 0 && admitted.every(({ isOver }) => isOver);
  }

  /** Before each event: a watcher whose rights have changed gets nothing more of this. */
  private async recheckAll(): Promise<void> {
    const asked = [...this.watchers].map((watcher) => ({ watcher, before: watcher.viewer }));
    const viewers = await this.sharing.viewersNow(asked.map(({ before }) => before));
    for (const { watcher, before } of asked) {
      const now = viewers.get(before.tokenId) ?? null;
      if (now !== before && watcher.viewer === before) this.setRights(watcher, now);
    }
    this.closeWhenEmpty();
  }

  private setRights(watcher: Watcher, now: Viewer | null): void {
    if (watcher.isOver) return;
    if (now) watcher.viewer = now;
    if (now && this.sharing.belongs(now)) return;
    const isHere = this.newcomers.delete(watcher) || this.watchers.delete(watcher);
    if (!now) watcher.fail(unauthenticated());
    // One that is being admitted at this moment is moved then.
    else if (isHere) this.sharing.move(watcher);
  }

  private closeWhenEmpty(): void {
    if (this.isAdmitting || this.newcomers.size > 0 || this.watchers.size > 0) return;
    void this.carrier?.events.return?.();
    this.carrier = null;
    this.sharing.close();
  }
}
