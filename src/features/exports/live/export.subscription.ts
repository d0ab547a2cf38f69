import { badInput, forbidden, notFound } from '../../../errors';
import { closing } from '../../../platform/graphql/closing';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Viewer } from '../../../viewer';
import type { Export } from '../record/export.entity';
import { exportScope } from '../record/export.policy';
import type { ExportRepository } from '../record/export.repository';
import { ExportState, finalStates } from '../record/export-state';
import { attachQueuePositions, type ExportFeed, type ExportWatch, isNewer, type LastSeen } from './export-feed';

/** How far back `exportActivity` reaches without `since`. */
export const recentMinutes = 15;
/**
 * Overlap before `since`: a change becomes visible only when its transaction commits, and a client's clock may be ahead
 * by as much.
 */
export const sinceOverlapSeconds = 60;
export const maxRecentExports = 500;

/**
 * Live exports, as states and not as a log: listen first, then read and send the current state, then only newer
 * versions. No change is lost in between, and a subscriber that comes after the end gets the final state.
 */
export class ExportSubscriptions {
  constructor(
    private readonly feed: ExportFeed,
    private readonly exports: ExportRepository,
  ) {}

  /** One export, until it has ended. */
  progress(operation: Operation, idText: string): AsyncIterableIterator<Export> {
    const id = idOf(idText);
    const watch = this.feed.watchOne(operation.viewer.organizationId, id);
    return closing(() => watch.close(), this.follow(operation, id, watch));
  }

  private async *follow({ viewer }: Operation, id: number, watch: ExportWatch): AsyncGenerator<Export> {
    try {
      const first = await this.readCurrent(viewer, id);
      watch.markDelivered(first);
      let seen: Export | undefined;
      for (let row: Export | null = first; row; row = await watch.next()) {
        if (!isNewer(row, seen)) continue;
        if (!isVisible(viewer, row)) throw forbidden('You may no longer see this export.');
        seen = row;
        yield row;
        if (finalStates.has(row.state)) return;
      }
    } finally {
      watch.close();
    }
  }

  /**
   * Every export that the viewer may see: first the active and the recently changed ones, then each change. Does not
   * end by itself.
   */
  activity(operation: Operation, since: Date | null | undefined): AsyncIterableIterator<Export> {
    const { viewer } = operation;
    const seen = new Map<number, LastSeen>();
    // Also lets through exports that passed to another requester: their watchers must not keep an outdated state.
    const watch = this.feed.watch(
      (row) => row.organizationId === viewer.organizationId && (isVisible(viewer, row) || seen.has(row.id)),
    );
    return closing(() => watch.close(), this.followAll(operation, since ?? null, watch, seen));
  }

  private async *followAll(
    { viewer, previousViewer }: Operation,
    since: Date | null,
    watch: ExportWatch,
    seen: Map<number, LastSeen>,
  ): AsyncGenerator<Export> {
    try {
      if (previousViewer) assertNotNarrowed(viewer, previousViewer);
      // An export that was claimed between the two reads has changed, and comes with the next poll.
      watch.offerCurrent(await this.withPositions(await this.listRecent(viewer, since)));
      for (let row = await watch.next(); row; row = await watch.next()) {
        if (!isNewer(row, seen.get(row.id))) continue;
        if (!isVisible(viewer, row)) throw forbidden('You may no longer see all of these exports.');
        seen.set(row.id, { version: row.version, queuePosition: row.queuePosition });
        yield row;
      }
    } finally {
      watch.close();
    }
  }

  private async listRecent(viewer: Viewer, since: Date | null): Promise<Export[]> {
    const nowMs = await this.exports.databaseNowMs();
    const overlapMs = sinceOverlapSeconds * 1000;
    if (since && since.getTime() > nowMs + overlapMs) {
      throw badInput(
        'since',
        `\`since\` must not be in the future: ${since.toISOString()} is after ${new Date(nowMs).toISOString()}, the time of the database. Pass the largest \`changedAt\` that you have received.`,
      );
    }
    const fromMs = since ? Math.min(since.getTime(), nowMs) - overlapMs : nowMs - recentMinutes * 60_000;
    return this.exports.listRecent(exportScope(viewer), fromMs, maxRecentExports);
  }

  private async readCurrent(viewer: Viewer, id: number): Promise<Export> {
    for (;;) {
      const read = await this.exports.find(exportScope(viewer), id);
      if (!read) throw notFound('export');
      const [row] = await this.withPositions([read]);
      if (row) return row;
    }
  }

  /** Attaches positions as the feed does, so that its first poll delivers no duplicates. */
  private async withPositions(rows: readonly Export[]): Promise<readonly Export[]> {
    if (!rows.some(({ state }) => state === ExportState.QUEUED)) return rows;
    const readAtMs = performance.now();
    return attachQueuePositions(rows, await this.exports.queuePositions(), readAtMs);
  }
}

function isVisible(viewer: Viewer, row: Export): boolean {
  const { organizationId, onlyRequestedById } = exportScope(viewer);
  return (
    row.organizationId === organizationId &&
    (onlyRequestedById === undefined || row.requestedById === onlyRequestedById)
  );
}

/** A watcher of all exports may still show some that are now forbidden, and no event could remove them. */
function assertNotNarrowed(viewer: Viewer, previous: Viewer): void {
  if (exportScope(viewer).onlyRequestedById !== undefined && exportScope(previous).onlyRequestedById === undefined)
    throw forbidden('You may no longer see all of these exports.');
}
