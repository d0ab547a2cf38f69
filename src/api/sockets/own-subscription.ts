import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { AppError, forbidden, unauthenticated } from '../../errors';
import { type LiveViewer, type PermissionWatcher, rightsKey } from '../../features/auth/permission-watcher';
import { closing } from '../../platform/graphql/closing';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';

/** Many events come at once when a stream starts. */
const recheckEveryMs = 100;

interface OwnSubscriptionParts {
  readonly args: ExecutionArgs;
  readonly permissions: PermissionWatcher;
  /** The context of the stream from now on. `previousViewer`: with which rights it ran before; null at its start. */
  begin(viewer: Viewer, previousViewer: Viewer | null): Operation;
  /** As they are now; null once the token is gone. */
  viewerNow(viewer: Viewer): Promise<Viewer | null>;
}

/**
 * A subscription that is executed for one viewer alone. The source stream always has the viewer's present rights: when
 * those change it is subscribed to again, which sends the present state once more or ends with the error that says why
 * not.
 */
export class OwnSubscription implements LiveViewer {
  private source: AsyncIterator<unknown> | null = null;
  /** The present source is outdated: another one, or the end, must follow. */
  private isOutdated = false;
  private isGone = false;
  private isClosed = false;
  private recheckedAtMs = -Infinity;

  private constructor(
    public viewer: Viewer,
    private readonly parts: OwnSubscriptionParts,
  ) {}

  static start(viewer: Viewer, parts: OwnSubscriptionParts): AsyncIterableIterator<ExecutionResult> {
    const subscription = new OwnSubscription(viewer, parts);
    return closing(() => subscription.close(), subscription.results());
  }

  onRightsChanged(now: Viewer | null): void {
    const hasChanged = !now || rightsKey(now) !== rightsKey(this.viewer);
    if (now) this.viewer = now;
    else this.isGone = true;
    if (!hasChanged) return;
    this.isOutdated = true;
    this.closeSource();
  }

  private async *results(): AsyncGenerator<ExecutionResult> {
    const unwatch = this.parts.permissions.watch(this);
    let previous: Viewer | null = null;
    try {
      do {
        this.isOutdated = false;
        const { viewer } = this;
        yield* this.resultsOf(this.parts.begin(viewer, previous));
        previous = viewer;
      } while (this.isOutdated && !this.isClosed);
    } catch (error) {
      throw previous ? noLongerVisible(error) : error;
    } finally {
      unwatch();
      this.closeSource();
    }
  }

  /** Ends early once the rights have changed. */
  private async *resultsOf(operation: Operation): AsyncGenerator<ExecutionResult> {
    const args = { ...this.parts.args, contextValue: operation };
    const stream = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in stream)) {
      yield stream;
      return;
    }
    this.source = stream[Symbol.asyncIterator]();
    // The change, or the end, may have come before there was a source to close.
    if (this.isOutdated || this.isClosed) this.closeSource();
    for (let event = await this.source.next(); !event.done; event = await this.source.next()) {
      await this.recheck();
      if (this.isOutdated) break;
      yield await execute({ ...args, rootValue: event.value });
    }
    if (this.isGone) throw unauthenticated();
  }

  private async recheck(): Promise<void> {
    if (performance.now() - this.recheckedAtMs < recheckEveryMs) return;
    const before = this.viewer;
    this.recheckedAtMs = performance.now();
    const now = await this.parts.viewerNow(before);
    if (now !== before && this.viewer === before) this.onRightsChanged(now);
  }

  private close(): void {
    this.isClosed = true;
    this.closeSource();
  }

  private closeSource(): void {
    void this.source?.return?.();
  }
}

/** Turns NOT_FOUND into FORBIDDEN for a record that the viewer has seen until now. */
export const noLongerVisible = (error: unknown): unknown =>
  error instanceof AppError && error.code === 'NOT_FOUND' ? forbidden('You may no longer see this.') : error;
