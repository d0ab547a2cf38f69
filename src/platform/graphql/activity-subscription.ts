import { because } from '../../error-reasons';
import { forbidden, misuse } from '../../errors';
import type { Viewer } from '../../viewer';
import { isInScope, type LiveRecord, type RequesterScope } from '../live/live-record';
import { maxRemembered, type RecordFeed } from '../live/record-feed';
import { matchesFilter, type RecordFilter } from '../live/record-filter';
import type { RecordRepository } from '../live/record-repository';
import { isNewer, type LastSeen, type RecordWatch } from '../live/record-watch';
import { closing } from './closing';
import type { Operation } from './operation';

/** How far back the subscription reaches without `since`. */
export const recentMinutes = 15;
/**
 * Overlap before `since`: a change becomes visible only when its transaction commits, and a client's clock may be ahead
 * by as much.
 */
export const sinceOverlapSeconds = 60;
/** How many active records, and how many recently ended ones, a subscription sends first. */
export const maxRecent = { active: 1000, ended: 500 };

/**
 * All records of one kind that the viewer may see and that match a filter, as states and not as a log: first the active
 * and the recently changed ones, then each change. The first change of a record that does not match is sent as well: the
 * client may have it in its list, and it may have matched until then. Does not end by itself.
 */
export class ActivitySubscription<Row extends LiveRecord> {
  constructor(
    private readonly feed: RecordFeed<Row>,
    private readonly records: RecordRepository<Row>,
    private readonly scopeOf: (viewer: Viewer) => RequesterScope,
  ) {}

  subscribe(
    operation: Operation,
    since: Date | null | undefined,
    filter: RecordFilter<Row>,
  ): AsyncIterableIterator<Row> {
    const { viewer } = operation;
    const known = new Set<number>();
    let isListed = false;
    // A known record comes in any case: its client must not keep an outdated state after it passed to another requester.
    // Until the list is read, any record may be known.
    const watch = this.feed.watch((row) => {
      if (row.organizationId !== viewer.organizationId) return false;
      if (!isListed || known.has(row.id)) return true;
      if (!this.isVisible(viewer, row) || !filter.fixed.matches(row)) return false;
      // A stream may live for days.
      if (known.size < maxRemembered) known.add(row.id);
      return true;
    });
    const list = async (): Promise<readonly Row[]> => {
      const rows = await this.listRecent(viewer, since ?? null, filter);
      for (const { id } of rows) known.add(id);
      const current = await this.feed.complete(rows);
      isListed = true;
      return current;
    };
    return closing(() => watch.close(), this.follow(operation, filter, watch, list));
  }

  private async *follow(
    { viewer, previousViewer }: Operation,
    filter: RecordFilter<Row>,
    watch: RecordWatch<Row>,
    list: () => Promise<readonly Row[]>,
  ): AsyncGenerator<Row> {
    const seen = new Map<number, LastSeen & { readonly isInFilter: boolean }>();
    try {
      if (previousViewer) this.assertNotNarrowed(viewer, previousViewer);
      watch.offerCurrent(await list());
      for (let row = await watch.next(); row; row = await watch.next()) {
        const before = seen.get(row.id);
        if (!isNewer(row, before)) continue;
        const isInFilter = matchesFilter(filter, row);
        if (seen.size >= maxRemembered) seen.clear();
        seen.set(row.id, { version: row.version, queuePosition: row.queuePosition, isInFilter });
        // The client knows that it has left.
        if (before && !before.isInFilter && !isInFilter) continue;
        if (!this.isVisible(viewer, row)) throw this.narrowed();
        yield row;
      }
    } finally {
      watch.close();
    }
  }

  private async listRecent(viewer: Viewer, since: Date | null, filter: RecordFilter<Row>): Promise<Row[]> {
    const nowMs = await this.records.databaseNowMs();
    const overlapMs = sinceOverlapSeconds * 1000;
    if (since && since.getTime() > nowMs + overlapMs) {
      throw misuse(
        'since',
        `\`since\` must not be in the future: ${since.toISOString()} is after ${new Date(nowMs).toISOString()}, the ` +
          'time of the database. Pass the largest `changedAt` that you have received.',
      );
    }
    const fromMs = since ? Math.min(since.getTime(), nowMs) - overlapMs : nowMs - recentMinutes * 60_000;
    return this.records.listRecent(this.scopeOf(viewer), filter, fromMs, maxRecent);
  }

  private isVisible(viewer: Viewer, row: Row): boolean {
    return isInScope(this.scopeOf(viewer), row);
  }

  /** A watcher of all records may still show some that are now forbidden, and no event could remove them. */
  private assertNotNarrowed(viewer: Viewer, previous: Viewer): void {
    const isNarrow = (one: Viewer): boolean => this.scopeOf(one).onlyRequestedById !== undefined;
    if (isNarrow(viewer) && !isNarrow(previous)) throw this.narrowed();
  }

  private narrowed(): Error {
    return forbidden(
      `You may no longer see all of these ${this.records.kind.name}s. Subscribe again for those that you may still see.`,
      because('NO_LONGER_VISIBLE'),
    );
  }
}
