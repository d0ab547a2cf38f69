import type { Operation } from '../../platform/graphql/operation';
import { forbidden, notFound } from '../../errors';
import { closing } from '../../platform/graphql/closing';
import { idOf } from '../../platform/graphql/ids';
import type { Viewer } from '../../viewer';
import { ExportState, finalStates, type Export } from './export.entity';
import { isNews, withPlaces, type ExportFeed, type ExportWatch, type Seen } from './export-feed';
import { stillThereLoader } from './export.loaders';
import { exportScope, type ExportScope } from './export.policy';
import type { ExportRepository } from './export.repository';
import type { LiveViewers } from './live-viewers';

/**
 * Live exports, as states and not as a log: listen first, then read and send the present, then only newer versions. Nothing
 * is lost in between, and a subscriber that comes after the end gets that end.
 */
export class ExportSubscriptions {
  private readonly stillThere: ReturnType<typeof stillThereLoader>;

  constructor(
    private readonly feed: ExportFeed,
    private readonly exports: ExportRepository,
    private readonly viewers: LiveViewers,
  ) {
    this.stillThere = stillThereLoader(exports);
  }

  /** One export, until it is at its end. */
  progress(operation: Operation, idText: string): AsyncIterableIterator<Export> {
    const id = idOf(idText);
    const { organizationId } = operation.viewer;
    const watch = this.feed.watch((row) => row.id === id && row.organizationId === organizationId);
    return closing(() => watch.close(), this.follow(operation, id, watch));
  }

  private async *follow(operation: Operation, id: number, watch: ExportWatch): AsyncGenerator<Export> {
    let unfollow = (): void => undefined;
    try {
      const first = await this.present(operation, id);
      watch.handedOut(first);
      unfollow = this.endWhenRefused(operation, watch, async (viewer) => {
        refuseUnlessSeen(viewer, first);
        // It goes with the person who asked for it, and no change tells of that.
        if (!(await this.stillThere.load(id))) throw forbidden('This export is no longer there: whoever asked for it was deleted.');
      });
      let seen: Export | undefined;
      for (let row: Export | null = first; row; row = await watch.next()) {
        if (!isNews(row, seen)) continue;
        if (row !== first) await this.recheck(operation, row);
        seen = row;
        yield row;
        if (finalStates.has(row.state)) return;
      }
    } finally {
      unfollow();
      watch.close();
    }
  }

  /** Every export the viewer may see: the active ones at once, then each that changes, for as long as the viewer listens. */
  activity(operation: Operation): AsyncIterableIterator<Export> {
    const { organizationId, userId } = operation.viewer;
    const { onlyRequestedById } = exportScope(operation.viewer);
    const watch = this.feed.watch((row) => row.organizationId === organizationId && (onlyRequestedById === undefined || row.requestedById === userId));
    return closing(() => watch.close(), this.followAll(operation, watch));
  }

  private async *followAll(operation: Operation, watch: ExportWatch): AsyncGenerator<Export> {
    const scope = exportScope(operation.viewer);
    const unfollow = this.endWhenRefused(operation, watch, async (viewer) => refuseNarrowed(viewer, scope));
    try {
      const seen = new Map<number, Seen>();
      // What was taken up between the two reads is changed, and comes with the next look.
      for (const row of await this.placed(await this.exports.listActive(scope))) watch.offer(row);
      for (let row = await watch.next(); row; row = await watch.next()) {
        if (!isNews(row, seen.get(row.id))) continue;
        await this.recheck(operation, row);
        seen.set(row.id, { version: row.version, queuePosition: row.queuePosition });
        yield row;
      }
    } finally {
      unfollow();
      watch.close();
    }
  }

  /** Also while nothing happens that would be told. Returns what ends the looking. */
  private endWhenRefused(operation: Operation, watch: ExportWatch, refuse: (viewer: Viewer) => Promise<void>): () => void {
    return this.viewers.follow(async () => refuse(await operation.recheck()), (reason) => watch.close(reason));
  }

  private async present(operation: Operation, id: number): Promise<Export> {
    for (;;) {
      const read = await this.exports.find(exportScope(operation.viewer), id);
      if (!read) throw notFound('export');
      const [row] = await this.placed([read]);
      if (row) return row;
    }
  }

  /** As the feed does, so that its first look is no news. */
  private async placed(rows: readonly Export[]): Promise<readonly Export[]> {
    if (!rows.some(({ state }) => state === ExportState.QUEUED)) return rows;
    const readAtMs = performance.now();
    return withPlaces(rows, await this.exports.queuePlaces(), readAtMs);
  }

  /** A subscription outlives what was checked when it began: the token may be gone by now, or the permission. */
  private async recheck(operation: Operation, row: Export): Promise<void> {
    refuseUnlessSeen((operation.viewer = await operation.recheck()), row);
  }
}

function refuseUnlessSeen(viewer: Viewer, row: Export): void {
  const { organizationId, onlyRequestedById } = exportScope(viewer);
  if (row.organizationId !== organizationId || (onlyRequestedById !== undefined && row.requestedById !== onlyRequestedById)) throw forbidden('You may not see this export any more.');
}

/** The same for a watcher of everything, who began with that scope. */
function refuseNarrowed(viewer: Viewer, begun: ExportScope): void {
  const { organizationId, onlyRequestedById } = exportScope(viewer);
  if (organizationId !== begun.organizationId || (onlyRequestedById !== undefined && begun.onlyRequestedById === undefined)) throw forbidden('You may not see these exports any more.');
}
