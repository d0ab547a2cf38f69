import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { query } from '../../platform/database/query';
import { join, sql } from '../../platform/database/sql';
import { Signal } from '../../platform/jobs/signal';
import type { Log } from '../../platform/log';
import type { DayBasis } from './daily-totals';

const pollIntervalMs = 1000;

/** The watched days of one organization, as days since 1970-01-01: from `fromDay` up to, but not including, `beforeDay`. */
export interface WatchedDays {
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
  private polling: Promise<void> | null = null;
  private isPolling = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: Log,
  ) {}

  /** Watches for changes from now on. Data that is read after this call includes all earlier changes. Close the watch. */
  async watch(days: WatchedDays): Promise<RollupWatch> {
    const mark = await this.markOf(days);
    const name = JSON.stringify(days);
    const watches = this.watched.get(name)?.watches ?? new Set();
    this.watched.set(name, { days, watches });
    const watch = new RollupWatch(mark, () => {
      watches.delete(watch);
      if (watches.size === 0) this.watched.delete(name);
    });
    watches.add(watch);
    if (this.stopping.signal.aborted) watch.close();
    else if (!this.isPolling) this.polling = this.poll();
    return watch;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const { watches } of this.watched.values()) for (const watch of watches) watch.close();
    await this.polling;
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    this.isPolling = true;
    while (this.watched.size > 0 && !signal.aborted) {
      await sleep(pollIntervalMs, undefined, { signal }).catch(() => undefined);
      for (const { days, watches } of [...this.watched.values()]) {
        try {
          const mark = await this.markOf(days);
          for (const watch of watches) watch.offer(mark);
        } catch (error) {
          this.log.warn({ err: error }, 'could not poll for changed records; retrying');
        }
      }
    }
    // Must run synchronously after the loop condition, so that a new watch sees that the loop has stopped and restarts it.
    this.isPolling = false;
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
    private readonly onClose: () => void,
  ) {}

  offer(mark: string): void {
    if (mark === this.mark) return;
    this.mark = mark;
    this.isDue = true;
    this.signal.notify();
  }

  /** Waits for a change, and at least a second since the last notification. Returns false once closed. */
  async next(): Promise<boolean> {
    while (!this.isClosed) {
      const leftMs = this.notifiedAtMs + pollIntervalMs - performance.now();
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
