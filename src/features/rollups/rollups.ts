import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseConfig } from '../../platform/database/data-source';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { openSnapshot, type Snapshot } from '../../platform/database/snapshot';
import { raw, sql, type SqlValue } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import { venueDaySql } from '../../platform/database/venue-hours-sql';
import type { Log } from '../../platform/log';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { dailyTotalColumns, lockDailyTotals, rollupBasis } from './daily-totals';
import type { RollupSource } from './rollup-source';

const lookEveryMs = 2_000;
const tries = 4;

interface Totals {
  /** Of the rollup at the moment the records were read. */
  readonly version: number;
  readonly basedOn: string;
  /** Of `day_figures`. */
  readonly rows: SqlValue[][];
}

/** Makes totals anew where there are none that hold: after the venue changed its zone, or with new zone data. */
export class Rollups {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly config: DatabaseConfig,
    private readonly sources: readonly RollupSource[],
    private readonly log: Log,
  ) {}

  start(): void {
    this.running = this.loop();
  }

  stop(): Promise<void> {
    this.stopping.abort();
    return this.running;
  }

  /** Every organization whose totals do not hold; gives how many there were. */
  async rebuildOutdated(): Promise<number> {
    const rows: { id: number; timezone: string; basedOn: string | null }[] = await query(
      this.dataSource,
      sql`SELECT o.id, o.timezone, r.basedOn FROM organizations o LEFT JOIN rollups r ON r.organizationId = o.id ORDER BY o.id`,
    );
    const outdated = rows.filter(({ timezone, basedOn }) => isOutdated(timezone, basedOn));
    for (const { id } of outdated) {
      if (this.stopping.signal.aborted) break;
      // One that fails must not keep the others from theirs.
      await this.rebuild(id).catch(
        (error) =>
          this.stopping.signal.aborted ||
          this.log.error({ err: error, organizationId: id }, 'could not make totals by day; trying again'),
      );
    }
    return outdated.length;
  }

  /**
   * Reads the records of one moment without holding anybody up, then puts the totals in place if no record has changed
   * since. Where changes keep coming, the last try lets them wait.
   */
  private async rebuild(organizationId: number): Promise<void> {
    if (!(await transact(this.dataSource, (manager) => this.invalidate(manager, organizationId)))) return;
    for (let attempt = 1; attempt < tries; attempt++) {
      const totals = await this.readTotals(organizationId);
      if (await transact(this.dataSource, (manager) => this.put(manager, organizationId, totals)))
        return this.log.info({ organizationId, attempt }, 'totals by day made anew');
    }
    await transact(this.dataSource, async (manager) => {
      await lockDailyTotals(manager, organizationId);
      await this.put(manager, organizationId, await this.readTotals(organizationId));
    });
    this.log.info({ organizationId, attempt: tries }, 'totals by day made anew while changes waited');
  }

  /**
   * Nobody reads the totals any more, and every change from now on is seen by its version. False: another worker has
   * made them.
   */
  private async invalidate(manager: EntityManager, organizationId: number): Promise<boolean> {
    const [organization] = await query(manager, sql`SELECT timezone FROM organizations WHERE id = ${organizationId}`);
    if (!organization) return false;
    const { basedOn } = await lockDailyTotals(manager, organizationId);
    if (!isOutdated(organization.timezone, basedOn)) return false;
    if (basedOn !== null)
      await execute(
        manager,
        sql`UPDATE rollups SET basedOn = NULL, version = version + 1 WHERE organizationId = ${organizationId}`,
      );
    return true;
  }

  /** False: something has changed since the totals were read. */
  private async put(manager: EntityManager, organizationId: number, totals: Totals | null): Promise<boolean> {
    // The organization is gone, or another worker was quicker.
    if (!totals) return true;
    const { version } = await lockDailyTotals(manager, organizationId);
    if (version !== totals.version) return false;
    await execute(manager, sql`DELETE FROM day_figures WHERE organizationId = ${organizationId}`);
    await insertRows(manager, 'day_figures', dailyTotalColumns, totals.rows);
    await execute(
      manager,
      sql`UPDATE rollups SET basedOn = ${totals.basedOn}, version = version + 1 WHERE organizationId = ${organizationId}`,
    );
    return true;
  }

  /** Null: there is nothing (more) to be done. */
  private async readTotals(organizationId: number): Promise<Totals | null> {
    const snapshot = await openSnapshot(this.config);
    // A statement over millions of rows must not hold up the end of the process.
    const closing = (): void => void snapshot.close();
    this.stopping.signal.addEventListener('abort', closing);
    try {
      const [head] = await snapshot.rows(
        sql`SELECT r.version, r.basedOn, o.timezone FROM rollups r JOIN organizations o ON o.id = r.organizationId WHERE r.organizationId = ${organizationId}`,
      );
      if (!head) return null;
      const [version, basedOn, timezone] = head as [number, string | null, string];
      if (!isOutdated(timezone, basedOn)) return null;
      const rows: SqlValue[][] = [];
      for (const source of this.sources)
        rows.push(...(await readDays(snapshot, organizationId, VenueCalendar.of(timezone), source)));
      return { version, basedOn: rollupBasis(timezone), rows };
    } finally {
      this.stopping.signal.removeEventListener('abort', closing);
      await snapshot.close();
    }
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.rebuildOutdated().catch((error) =>
        this.log.error({ err: error }, 'could not look for totals by day that do not hold; trying again'),
      );
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function readDays(
  snapshot: Snapshot,
  organizationId: number,
  calendar: VenueCalendar,
  { basis, table, at, locationId, amount }: RollupSource,
): Promise<SqlValue[][]> {
  const [bounds] = await snapshot.rows(
    sql`SELECT MIN(${raw(at)}) AS startMs, MAX(${raw(at)}) AS lastMs FROM ${raw(table)} WHERE organizationId = ${organizationId}`,
  );
  const [startMs, lastMs] = bounds as [number | null, number | null];
  if (startMs === null || lastMs === null) return [];
  const day = venueDaySql(at, calendar.dayOffsets({ startMs, endMs: lastMs + 1 }));
  return snapshot.rows(sql`SELECT organizationId, ${basis} AS basis, status, ${day} AS day, ${raw(locationId)} AS atLocation, COUNT(*) AS records, CAST(SUM(${raw(amount)}) AS CHAR) AS amount, 0 AS changes
       FROM ${raw(table)} WHERE organizationId = ${organizationId} GROUP BY organizationId, status, day, atLocation`);
}

/** Totals made with newer zone data than this process has are better left alone. */
function isOutdated(timezone: string, basedOn: string | null): boolean {
  if (basedOn === null) return true;
  const [madeFor, madeWith] = basedOn.split(' ') as [string, string];
  return madeFor !== timezone || madeWith < timeZoneDataVersion;
}
