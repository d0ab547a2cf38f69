import type { DataSource } from 'typeorm';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { sql } from '../database/sql';
import type { Log } from '../log';
import { type Clock, systemClock } from './clock';

const syncEveryMs = 60_000;
/** What the network may take. Following each millisecond would let instants go backwards. */
const toleranceMs = 1000;

/**
 * The database's clock, on which all machines agree: that of this machine may be wrong, and then it must not expire
 * what others keep.
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

  /** Notices, within a minute, that somebody has set either clock. */
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
