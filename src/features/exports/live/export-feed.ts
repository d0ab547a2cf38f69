import { setTimeout as sleep } from 'node:timers/promises';
import { forbidden } from '../../../errors';
import { Signal } from '../../../platform/jobs/signal';
import type { Log } from '../../../platform/log';
import type { Export } from '../record/export.entity';
import type { ExportRepository } from '../record/export.repository';
import { ExportState } from '../record/export-state';

/** Slightly slower than four times a second, so that delays never put five events into one second. */
export const feedEveryMs = 350;
/** How far back each poll reaches: a change becomes visible late when its transaction was long. */
const pollOverlapMs = 5000;
/** A claim moves every export in the queue. Only moves near its front are announced. */
const maxAnnouncedPositions = 100;
/** A deleted export leaves no changed row that polling could find. */
const checkDeletedEveryMs = 2000;
const idsPerStatement = 5000;

/** The last state of an export that a watcher has seen. */
export type LastSeen = Pick<Export, 'version' | 'queuePosition'>;

/** Queue positions depend on other exports, so they change without a new version. */
export const isNewer = (row: LastSeen, seen: LastSeen | undefined): boolean =>
  !seen || row.version > seen.version || (row.version === seen.version && row.queuePosition !== seen.queuePosition);

/**
 * Sets the queue positions, and drops outdated rows: those that were queued when read but have no position now.
 * `readAtMs` is an instant before the positions were read.
 */
export function attachQueuePositions(
  rows: readonly Export[],
  positions: ReadonlyMap<number, number>,
  readAtMs: number,
): Export[] {
  for (const row of rows) {
    row.queuePosition = positions.get(row.id);
    row.positionReadAtMs = readAtMs;
  }
  return rows.filter((row) => row.state !== ExportState.QUEUED || row.queuePosition !== undefined);
}

/**
 * Polls the database for changed exports and fans them out to the watchers of this process. Polling needs no message
 * bus between servers and workers. A poll makes two small statements for any number of watchers, and reads the queue
 * after a change of state. Without watchers there is no polling.
 */
export class ExportFeed {
  private readonly watches = new Set<ExportWatch>();
  private readonly seen = new Map<number, { version: number; state: ExportState }>();
  private positions: ReadonlyMap<number, number> | null = null;
  private polling: Promise<void> | null = null;
  private isPolling = false;
  private stopped = false;
  private checkedDeletedAtMs = 0;

  constructor(
    private readonly exports: ExportRepository,
    /** Runs before each poll, so that the poll finds what it changes. */
    private readonly clearStaleRates: () => Promise<void>,
    private readonly log: Log,
  ) {}

  /** Watches each export that `accepts` lets through, from now on. The caller closes the watch. */
  watch(accepts: (row: Export) => boolean): ExportWatch {
    return this.add(new ExportWatch(accepts, (watch) => this.watches.delete(watch)));
  }

  /** Watches one export. Ends with FORBIDDEN when the export is deleted together with its requester. */
  watchOne(organizationId: number, id: number): ExportWatch {
    return this.add(
      new ExportWatch(
        (row) => row.id === id && row.organizationId === organizationId,
        (watch) => this.watches.delete(watch),
        id,
      ),
    );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const watch of this.watches) watch.close();
    await this.polling;
  }

  private add(watch: ExportWatch): ExportWatch {
    this.watches.add(watch);
    if (!this.isPolling && !this.stopped) this.polling = this.poll();
    return watch;
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    let polledAtMs = performance.now();
    this.seen.clear();
    this.positions = null;
    while (this.watches.size > 0 && !this.stopped) {
      try {
        const startedAtMs = performance.now();
        await this.clearStaleRates();
        const rows = await this.exports.listChangedWithin(pollOverlapMs + startedAtMs - polledAtMs);
        polledAtMs = startedAtMs;
        const changedRows = rows.filter((row) => (this.seen.get(row.id)?.version ?? 0) < row.version);
        const changed = await this.withMovedInQueue(changedRows);
        for (const row of changedRows) this.seen.set(row.id, { version: row.version, state: row.state });
        for (const row of changed) for (const watch of this.watches) watch.offer(row);
        if (this.seen.size > 10_000) this.seen.clear();
        await this.endDeleted();
      } catch (error) {
        this.log.warn({ err: error }, 'could not poll for changed exports; retrying');
      }
      await sleep(feedEveryMs);
    }
    // Must run synchronously after the loop condition, so that a new watch sees that polling has stopped.
    this.isPolling = false;
  }

  private async endDeleted(): Promise<void> {
    if (performance.now() - this.checkedDeletedAtMs < checkDeletedEveryMs) return;
    this.checkedDeletedAtMs = performance.now();
    const watches = [...this.watches].filter(({ onlyId }) => onlyId !== undefined);
    const ids = [...new Set(watches.map(({ onlyId }) => onlyId!))];
    const existing = new Set<number>();
    for (let start = 0; start < ids.length; start += idsPerStatement)
      for (const id of await this.exports.listIds(ids.slice(start, start + idsPerStatement))) existing.add(id);
    for (const watch of watches)
      if (!existing.has(watch.onlyId!))
        watch.close(forbidden('This export no longer exists: it was deleted together with the user who requested it.'));
  }

  /** Adds queue positions, and the exports that moved in the queue. The queue moves only when a state changes. */
  private async withMovedInQueue(changedRows: readonly Export[]): Promise<Export[]> {
    const before = this.positions;
    if (before && changedRows.every((row) => this.seen.get(row.id)?.state === row.state)) return [...changedRows];
    const readAtMs = performance.now();
    const positions = await this.exports.queuePositions();
    const ids = [...positions.keys()]
      .slice(0, maxAnnouncedPositions)
      .filter((id) => before?.get(id) !== positions.get(id) && !changedRows.some((row) => row.id === id));
    const moved = ids.length > 0 ? await this.exports.listWaiting(ids) : [];
    this.positions = positions;
    return attachQueuePositions([...changedRows, ...moved], positions, readAtMs);
  }
}

/**
 * The pending events of one watcher: only the newest state of each export, so that a slow watcher causes no backlog.
 * Each export is delivered at most four times a second.
 */
export class ExportWatch {
  private readonly slots = new Map<number, Export>();
  private readonly dueAtMs = new Map<number, number>();
  private readonly changed = new Signal();
  private closed = false;
  private reason: Error | undefined;

  constructor(
    private readonly accepts: (row: Export) => boolean,
    private readonly onClose: (watch: ExportWatch) => void,
    /** The one export that is watched; absent for a watch of several. */
    readonly onlyId?: number,
  ) {}

  offer(row: Export): void {
    if (this.closed || !this.accepts(row)) return;
    // Rows may arrive out of order.
    if ((this.slots.get(row.id)?.version ?? 0) > row.version) return;
    this.slots.set(row.id, row);
    this.changed.notify();
  }

  /** Offers the initial rows in this order, before anything that the feed has offered in the meantime. */
  offerCurrent(rows: readonly Export[]): void {
    const changedRows = [...this.slots.values()];
    this.slots.clear();
    for (const row of [...rows, ...changedRows]) this.offer(row);
  }

  /**
   * Waits for the newest state of an export that changed since its last delivery. Returns null once closed.
   * @throws the reason of the close, if it has one.
   */
  async next(): Promise<Export | null> {
    while (!this.closed) {
      let waitMs = Infinity;
      for (const row of this.slots.values()) {
        const leftMs = (this.dueAtMs.get(row.id) ?? 0) - performance.now();
        if (leftMs <= 0) {
          this.markDelivered(row);
          return row;
        }
        waitMs = Math.min(waitMs, leftMs);
      }
      await this.changed.wait(waitMs);
    }
    if (this.reason) throw this.reason;
    return null;
  }

  /** Counts a row that the watcher got in another way as delivered. */
  markDelivered(row: Export): void {
    const slot = this.slots.get(row.id);
    if (slot && !isNewer(slot, row)) this.slots.delete(row.id);
    // A watcher of all exports may live long: forget old entries.
    if (this.dueAtMs.size > 1000) this.dueAtMs.clear();
    this.dueAtMs.set(row.id, performance.now() + feedEveryMs);
  }

  close(reason?: Error): void {
    this.closed = true;
    this.reason ??= reason;
    this.slots.clear();
    this.onClose(this);
    this.changed.notify();
  }
}
