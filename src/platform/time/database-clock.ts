import type { DataSource } from 'typeorm';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { sql } from '../database/sql';
import type { Log } from '../log';
import { type Clock, systemClock } from './clock';

const syncEveryMs = 60_000;
/** Tolerates network latency. Adjusting to every millisecond would let the time go backwards. */
const toleranceMs = 1000;

/**
 * The clock of the database, which all machines share. The clock of this machine may be wrong and must not make exports
 * or tokens expire early.
 */
export class DatabaseClock implements Clock {
  private aheadMs = 0;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly own: Clock,
  ) {}

  static async open(dataSource: DataSource, own: Clock = systemClock): Promise<DatabaseClock> {
    const clock = new DatabaseClock(dataSource, own);
    await clock.sync();
    return clock;
  }

  now(): Date {
    return new Date(this.own.now().getTime() - this.aheadMs);
  }

  async sync(): Promise<void> {
    const beforeMs = this.own.now().getTime();
    const [row] = await query(this.dataSource, sql`SELECT ${dialectOf(this.dataSource).nowMs} AS nowMs`);
    const afterMs = this.own.now().getTime();
    const aheadMs = Math.round((beforeMs + afterMs) / 2) - Number(row.nowMs);
    if (Math.abs(aheadMs - this.aheadMs) > toleranceMs + afterMs - beforeMs) this.aheadMs = aheadMs;
  }

  /** Follows adjustments of either clock, within a minute. */
  follow(log: Log): { stop(): Promise<void> } {
    let syncing: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      syncing = this.sync().catch((error) =>
        log.warn({ err: error }, 'could not read the clock of the database; trying again'),
      );
    }, syncEveryMs);
    return {
      async stop() {
        clearInterval(timer);
        await syncing;
      },
    };
  }
}
