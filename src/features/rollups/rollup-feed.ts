import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { query } from '../../platform/database/query';
import { join, sql } from '../../platform/database/sql';
import { Signal } from '../../platform/jobs/signal';
import type { Log } from '../../platform/log';
import type { DayBasis } from './daily-totals';

const lookEveryMs = 1000;

/** Days of one organization whose records are watched: the first that counts, and the first that does not any more. */
export interface WatchedDays {
  readonly organizationId: number;
  readonly basis: DayBasis;
  readonly statuses: readonly string[];
  readonly fromDay: number;
  readonly beforeDay: number;
}

/**
 * Tells watchers that records of some days have changed, whoever changed them: once a second it asks the database for a
 * mark that differs after each change. One small statement for all who watch the same days; none when nobody does.
 */
export class RollupFeed {
  private readonly watched = new Map<string, { readonly days: WatchedDays; readonly watches: Set<RollupWatch> }>();
  private looking: Promise<void> | null = null;
  private isLooking = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: Log,
  ) {}

  /** Changes from now on: what is read after this, and each change told, leave nothing out. Close it when done. */
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
    else if (!this.isLooking) this.looking = this.look();
    return watch;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const { watches } of this.watched.values()) for (const watch of watches) watch.close();
    await this.looking;
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    this.isLooking = true;
    while (this.watched.size > 0 && !signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      for (const { days, watches } of [...this.watched.values()]) {
        try {
          const mark = await this.markOf(days);
          for (const watch of watches) watch.offer(mark);
        } catch (error) {
          this.log.warn({ err: error }, 'could not look for changed records; trying again');
        }
      }
    }
    // In the same breath as the check above: a watch that comes next must find that nobody looks.
    this.isLooking = false;
  }

  /** `version` grows when totals are made anew, and with each change while there are none to be kept. */
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

/**
 * One watcher's view: whether anything has changed since it was last told, and nothing of what. A watcher that stalls
 * costs no more.
 */
export class RollupWatch {
  private due = false;
  private closed = false;
  private toldAtMs = performance.now();
  private readonly bell = new Signal();

  constructor(
    private mark: string,
    private readonly onClose: () => void,
  ) {}

  offer(mark: string): void {
    if (mark === this.mark) return;
    this.mark = mark;
    this.due = true;
    this.bell.notify();
  }

  /** Waits for a change, and until a second has gone by since the last one; false once closed. */
  async next(): Promise<boolean> {
    while (!this.closed) {
      const leftMs = this.toldAtMs + lookEveryMs - performance.now();
      if (this.due && leftMs <= 0) {
        this.due = false;
        this.toldAtMs = performance.now();
        return true;
      }
      await this.bell.wait(this.due ? leftMs : Infinity);
    }
    return false;
  }

  close(): void {
    this.closed = true;
    this.onClose();
    this.bell.notify();
  }
}
