import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { because } from '../../error-reasons';
import { AppError, forbidden, unauthenticated } from '../../errors';
import { type LiveViewer, type PermissionWatcher, rightsKey } from '../../features/auth/permission-watcher';
import { closing } from '../../platform/graphql/closing';
import type { Operation } from '../../platform/graphql/operation';
import type { Viewer } from '../../viewer';

/** Bounds the permission checks of a stream that starts with many events at once. */
const recheckEveryMs = 100;

interface OwnSubscriptionDependencies {
  readonly args: ExecutionArgs;
  readonly permissions: PermissionWatcher;
  /** Creates the context of a source stream. `previousViewer` is null for the first one. */
  createOperation(viewer: Viewer, previousViewer: Viewer | null): Operation;
  /** Returns the viewer with their current permissions, or null if the token is no longer valid. */
  viewerNow(viewer: Viewer): Promise<Viewer | null>;
}

/**
 * A subscription that is executed for one viewer alone. When the viewer's permissions change, it subscribes to its
 * source again, which sends the current state again or ends with the error.
 */
export class OwnSubscription implements LiveViewer {
  private source: AsyncIterator<unknown> | null = null;
  /** Whether the permissions of the source are outdated, so that another source or the end must follow. */
  private isOutdated = false;
  private isGone = false;
  private isClosed = false;
  private recheckedAtMs = -Infinity;

  private constructor(
    public viewer: Viewer,
    private readonly dependencies: OwnSubscriptionDependencies,
  ) {}

  static start(viewer: Viewer, dependencies: OwnSubscriptionDependencies): AsyncIterableIterator<ExecutionResult> {
    const subscription = new OwnSubscription(viewer, dependencies);
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
    const unwatch = this.dependencies.permissions.watch(this);
    let previous: Viewer | null = null;
    try {
      do {
        this.isOutdated = false;
        const { viewer } = this;
        yield* this.resultsOf(this.dependencies.createOperation(viewer, previous));
        previous = viewer;
      } while (this.isOutdated && !this.isClosed);
    } catch (error) {
      throw previous ? noLongerVisible(error) : error;
    } finally {
      unwatch();
      this.closeSource();
    }
  }

  /** Ends early when the permissions change. */
  private async *resultsOf(operation: Operation): AsyncGenerator<ExecutionResult> {
    const args = { ...this.dependencies.args, contextValue: operation };
    const stream = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in stream)) {
      yield stream;
      return;
    }
    this.source = stream[Symbol.asyncIterator]();
    // The permissions may have changed, or the subscription may have ended, before the source existed.
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
    const now = await this.dependencies.viewerNow(before);
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

/** Turns NOT_FOUND into FORBIDDEN, for a record that the viewer could see before. */
export const noLongerVisible = (error: unknown): unknown =>
  error instanceof AppError && error.code === 'NOT_FOUND'
    ? forbidden('You no longer have permission to see this.', because('NO_LONGER_VISIBLE'))
    : error;
