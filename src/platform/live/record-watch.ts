import type { LiveRecord } from './live-record';
import { Signal } from './signal';

/** Slightly slower than four times a second, so that delays never put five events into one second. */
export const deliverEveryMs = 350;

/** The last state of a record that a watcher has seen. */
export type LastSeen = Pick<LiveRecord, 'version' | 'queuePosition'>;

/** Queue positions depend on other records, so they change without a new version. */
export const isNewer = (row: LastSeen, seen: LastSeen | undefined): boolean =>
  !seen || row.version > seen.version || (row.version === seen.version && row.queuePosition !== seen.queuePosition);

/**
 * The pending events of one watcher: only the newest state of each record, so that a slow watcher causes no backlog. Each
 * record is delivered at most four times a second.
 */
export class RecordWatch<Row extends LiveRecord> {
  private readonly pending = new Map<number, Row>();
  private readonly dueAtMs = new Map<number, number>();
  private readonly changed = new Signal();
  private closed = false;
  private reason: Error | undefined;

  constructor(
    private readonly accepts: (row: Row) => boolean,
    private readonly onClose: (watch: RecordWatch<Row>) => void,
    /** The one record that is watched; absent for a watch of several. */
    readonly onlyId?: number,
  ) {}

  offer(row: Row): void {
    if (this.closed || !this.accepts(row)) return;
    // Rows may arrive out of order.
    if ((this.pending.get(row.id)?.version ?? 0) > row.version) return;
    this.pending.set(row.id, row);
    this.changed.notify();
  }

  /** Offers the initial rows in this order, before anything that the feed has offered in the meantime. */
  offerCurrent(rows: readonly Row[]): void {
    const changedRows = [...this.pending.values()];
    this.pending.clear();
    for (const row of [...rows, ...changedRows]) this.offer(row);
  }

  /**
   * Waits for the newest state of a record that changed since its last delivery. Returns null once closed.
   * @throws the reason of the close, if it has one.
   */
  async next(): Promise<Row | null> {
    while (!this.closed) {
      let waitMs = Infinity;
      for (const row of this.pending.values()) {
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
  markDelivered(row: Row): void {
    const pending = this.pending.get(row.id);
    if (pending && !isNewer(pending, row)) this.pending.delete(row.id);
    // A watcher of all records may live long: forget old entries.
    if (this.dueAtMs.size > 1000) this.dueAtMs.clear();
    this.dueAtMs.set(row.id, performance.now() + deliverEveryMs);
  }

  close(reason?: Error): void {
    this.closed = true;
    this.reason ??= reason;
    this.pending.clear();
    this.onClose(this);
    this.changed.notify();
  }
}
