import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseConfig } from '../../platform/database/data-source';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { openSnapshot, type Snapshot } from '../../platform/database/snapshot';
import { raw, sql, type SqlValue } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import { venueDaySql } from '../../platform/database/venue-hours-sql';
import { idle } from '../../platform/live/idle';
import type { Log } from '../../platform/log';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { dailyTotalColumns, lockDailyTotals, zoneVersion } from './daily-totals';
import type { RollupSource } from './rollup-source';

const pollIntervalMs = 2_000;
const maxAttempts = 4;

interface Totals {
  /** The version of the rollup when the records were read. */
  readonly version: number;
  readonly basedOn: string;
  /** Rows of `day_figures`. */
  readonly rows: SqlValue[][];
}

/** Rebuilds invalid daily totals: after a change of the venue time zone, and with new zone data. */
export class Rollups {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly config: DatabaseConfig,
    private readonly sources: readonly RollupSource[],
    private readonly log: Log,
    private readonly pollScale = 1,
  ) {}

  start(): void {
    this.running = this.loop();
  }

  stop(): Promise<void> {
    this.stopping.abort();
    return this.running;
  }

  /** Rebuilds the totals of every organization whose totals are invalid. Returns the number of those organizations. */
  async rebuildOutdated(): Promise<number> {
    const rows: { id: number; timezone: string; basedOn: string | null }[] = await query(
      this.dataSource,
      sql`SELECT o.id, o.timezone, r.basedOn FROM organizations o LEFT JOIN rollups r ON r.organizationId = o.id ORDER BY o.id`,
    );
    const outdated = rows.filter(({ timezone, basedOn }) => isOutdated(timezone, basedOn));
    for (const { id } of outdated) {
      if (this.stopping.signal.aborted) break;
      // A failure must not prevent the rebuilds of other organizations.
      await this.rebuild(id).catch(
        (error) =>
          this.stopping.signal.aborted ||
          this.log.error({ err: error, organizationId: id }, 'could not rebuild daily totals; retrying'),
      );
    }
    return outdated.length;
  }

  /**
   * Reads the records in a snapshot without blocking changes, then stores the totals if no record has changed since. If
   * records keep changing, the last attempt blocks changes.
   */
  private async rebuild(organizationId: number): Promise<void> {
    if (!(await transact(this.dataSource, (manager) => this.invalidate(manager, organizationId)))) return;
    for (let attempt = 1; attempt < maxAttempts; attempt++) {
      const totals = await this.readTotals(organizationId);
      if (await transact(this.dataSource, (manager) => this.replace(manager, organizationId, totals)))
        return this.log.info({ organizationId, attempt }, 'daily totals rebuilt');
    }
    await transact(this.dataSource, async (manager) => {
      await lockDailyTotals(manager, organizationId);
      await this.replace(manager, organizationId, await this.readTotals(organizationId));
    });
    this.log.info({ organizationId, attempt: maxAttempts }, 'daily totals rebuilt while changes waited');
  }

  /**
   * Marks the totals as invalid, so that they are not read and every change increments the version. Returns false if
   * another worker has rebuilt them.
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

  /** Returns false if a record has changed since the totals were read. */
  private async replace(manager: EntityManager, organizationId: number, totals: Totals | null): Promise<boolean> {
    // The organization was deleted, or another worker has rebuilt the totals.
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

  /** Returns null if no rebuild is needed any longer. */
  private async readTotals(organizationId: number): Promise<Totals | null> {
    const snapshot = await openSnapshot(this.config);
    // A statement over millions of rows must not delay the shutdown of the process.
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
      return { version, basedOn: zoneVersion(timezone), rows };
    } finally {
      this.stopping.signal.removeEventListener('abort', closing);
      await snapshot.close();
    }
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.rebuildOutdated().catch((error) =>
        this.log.error({ err: error }, 'could not check for invalid daily totals; retrying'),
      );
      await idle(pollIntervalMs * this.pollScale, signal);
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

/** Totals with newer zone data than this process has are not outdated. */
function isOutdated(timezone: string, basedOn: string | null): boolean {
  if (basedOn === null) return true;
  const [basedOnZone, basedOnVersion] = basedOn.split(' ') as [string, string];
  return basedOnZone !== timezone || basedOnVersion < timeZoneDataVersion;
}
