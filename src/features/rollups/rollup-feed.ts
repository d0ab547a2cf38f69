import type { DataSource } from 'typeorm';
import { query } from '../../platform/database/query';
import { join, sql } from '../../platform/database/sql';
import { Poller } from '../../platform/live/poller';
import { Signal } from '../../platform/live/signal';
import type { Log } from '../../platform/log';
import type { DayBasis } from './daily-totals';

const defaultPollMs = 1000;

/** The watched days of one organization, as days since 1970-01-01: from `fromDay` up to, but not including, `beforeDay`. */
interface WatchedDays {
  readonly organizationId: number;
  readonly basis: DayBasis;
  readonly statuses: readonly string[];
  readonly fromDay: number;
  readonly beforeDay: number;
}

/**
 * Notifies watchers when records of some days have changed in any process. Once a second it polls the database for a
 * mark that differs after each change, with one statement for all watchers of the same days.
 */
export class RollupFeed {
  private readonly watched = new Map<string, { readonly days: WatchedDays; readonly watches: Set<RollupWatch> }>();
  private readonly pollMs: number;
  private readonly poller: Poller;

  constructor(
    private readonly dataSource: DataSource,
    log: Log,
    pollScale: number,
  ) {
    this.pollMs = defaultPollMs * pollScale;
    this.poller = new Poller(
      this.pollMs,
      () => this.watched.size > 0,
      () => this.poll(),
      (error) => log.warn({ err: error }, 'could not poll for changed records; retrying'),
    );
  }

  /** Watches for changes from now on. Data that is read after this call includes all earlier changes. Close the watch. */
  async watch(days: WatchedDays): Promise<RollupWatch> {
    const mark = await this.markOf(days);
    const name = JSON.stringify(days);
    const watches = this.watched.get(name)?.watches ?? new Set();
    this.watched.set(name, { days, watches });
    const watch = new RollupWatch(mark, this.pollMs, () => {
      watches.delete(watch);
      if (watches.size === 0) this.watched.delete(name);
    });
    watches.add(watch);
    if (this.poller.isStopped) watch.close();
    else this.poller.wake();
    return watch;
  }

  async stop(): Promise<void> {
    const stopping = this.poller.stop();
    for (const { watches } of this.watched.values()) for (const watch of watches) watch.close();
    await stopping;
  }

  private async poll(): Promise<void> {
    for (const { days, watches } of [...this.watched.values()]) {
      const mark = await this.markOf(days);
      for (const watch of watches) watch.offer(mark);
    }
  }

  /** `version` grows with each rebuild, and with each change while there are no valid totals. */
  private async markOf({ organizationId, basis, statuses, fromDay, beforeDay }: WatchedDays): Promise<string> {
    const rows = await query(
      this.dataSource,
      sql`SELECT r.version, (SELECT CAST(SUM(d.changes) AS CHAR) FROM day_figures d
                           WHERE d.organizationId = ${organizationId} AND d.basis = ${basis} AND d.status IN (${join(statuses)}) AND d.day >= ${fromDay} AND d.day < ${beforeDay}) AS changes
         FROM rollups r WHERE r.organizationId = ${organizationId}`,
    );
    return JSON.stringify(rows);
  }
}

/** One watcher. It holds only whether anything has changed since the last notification, so a slow watcher costs no more. */
export class RollupWatch {
  private isDue = false;
  private isClosed = false;
  private notifiedAtMs = performance.now();
  private readonly signal = new Signal();

  constructor(
    private mark: string,
    private readonly pauseMs: number,
    private readonly onClose: () => void,
  ) {}

  offer(mark: string): void {
    if (mark === this.mark) return;
    this.mark = mark;
    this.isDue = true;
    this.signal.notify();
  }

  /** Waits for a change, and at least `pauseMs` since the last notification. Returns false once closed. */
  async next(): Promise<boolean> {
    while (!this.isClosed) {
      const leftMs = this.notifiedAtMs + this.pauseMs - performance.now();
      if (this.isDue && leftMs <= 0) {
        this.isDue = false;
        this.notifiedAtMs = performance.now();
        return true;
      }
      await this.signal.wait(this.isDue ? leftMs : Infinity);
    }
    return false;
  }

  close(): void {
    this.isClosed = true;
    this.onClose();
    this.signal.notify();
  }
}
