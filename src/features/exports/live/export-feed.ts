import { setTimeout as sleep } from 'node:timers/promises';
import { forbidden } from '../../../errors';
import { Signal } from '../../../platform/jobs/signal';
import type { Log } from '../../../platform/log';
import { type Export, ExportState } from '../record/export.entity';
import type { ExportRepository } from '../record/export.repository';

/** Slower than four times a second by so much that a client does not see five in one either, when some come late. */
export const feedEveryMs = 350;
/** A change is seen late when its transaction was long: how far back each look reaches. */
const pollOverlapMs = 5000;
/** When one export of a long queue is taken up, all the others move: only those near the front are told of. */
const maxAnnouncedPositions = 100;
/** A deleted export leaves no changed row that polling could find. */
const checkDeletedEveryMs = 2000;
const idsPerStatement = 5000;

/** What a watcher has seen of an export. */
export type LastSeen = Pick<Export, 'version' | 'queuePosition'>;

/** A place in the queue changes with the others' states, and not with the export's own version. */
export const isNewer = (row: LastSeen, seen: LastSeen | undefined): boolean =>
  !seen || row.version > seen.version || (row.version === seen.version && row.queuePosition !== seen.queuePosition);

/**
 * Those of the rows that are up to date, told their places: what waited when it was read and has no place since is
 * outdated. `readAtMs` is before the places were asked for: what is read from then on may be newer.
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
 * Tells watchers of this process about changed exports, whoever changed them: it looks at the database, which is the
 * truth, so that another server process or worker needs no channel to it. Two small statements a look, however many
 * watch, and the queue when that has moved; none when nobody does.
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

  /** From now on, the newest state of each export that `wanted` lets through. Close it when done. */
  watch(accepts: (row: Export) => boolean): ExportWatch {
    return this.add(new ExportWatch(accepts, (watch) => this.watches.delete(watch)));
  }

  /** The same for one export. It ends with FORBIDDEN when that is deleted, with the user who requested it. */
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
        const news = rows.filter((row) => (this.seen.get(row.id)?.version ?? 0) < row.version);
        const changed = await this.withMovedInQueue(news);
        for (const row of news) this.seen.set(row.id, { version: row.version, state: row.state });
        for (const row of changed) for (const watch of this.watches) watch.offer(row);
        if (this.seen.size > 10_000) this.seen.clear();
        await this.endDeleted();
      } catch (error) {
        this.log.warn({ err: error }, 'could not look for changed exports; trying again');
      }
      await sleep(feedEveryMs);
    }
    // In the same breath as the check above: a watch that comes next must find that nobody looks.
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

  /**
   * The news with their places, and the others whose places they changed. The queue moves only when an export's state
   * changes.
   */
  private async withMovedInQueue(news: readonly Export[]): Promise<Export[]> {
    const before = this.positions;
    if (before && news.every((row) => this.seen.get(row.id)?.state === row.state)) return [...news];
    const readAtMs = performance.now();
    const positions = await this.exports.queuePositions();
    const ids = [...positions.keys()]
      .slice(0, maxAnnouncedPositions)
      .filter((id) => before?.get(id) !== positions.get(id) && !news.some((row) => row.id === id));
    const moved = ids.length > 0 ? await this.exports.listWaiting(ids) : [];
    this.positions = positions;
    return attachQueuePositions([...news, ...moved], positions, readAtMs);
  }
}

/**
 * One watcher's view. It holds the newest state of each export and nothing else: a watcher that stalls costs one slot
 * and finds, when it wakes, the present and not a backlog. No export is handed out more than four times a second.
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
    // What was read earlier may arrive later.
    if ((this.slots.get(row.id)?.version ?? 0) > row.version) return;
    this.slots.set(row.id, row);
    this.changed.notify();
  }

  /** The present, in this order: it is handed out before what the feed has offered while it was read. */
  offerCurrent(rows: readonly Export[]): void {
    const news = [...this.slots.values()];
    this.slots.clear();
    for (const row of [...rows, ...news]) this.offer(row);
  }

  /**
   * The newest state of an export that changed since it was last handed out, waiting for one; null once closed, unless
   * there was a reason, which it throws.
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

  /** What was sent to the watcher some other way counts too. */
  markDelivered(row: Export): void {
    const slot = this.slots.get(row.id);
    if (slot && !isNewer(slot, row)) this.slots.delete(row.id);
    // Long past ones need not be kept for as long as a watcher of everything lives.
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
