import type { DataSource } from 'typeorm';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { join, raw, type Sql, sql } from '../database/sql';
import type { Job, JobKind } from './job';
import { statesAfter, statesBefore } from './transitions';

/** The columns that a worker needs before it claims a job. */
export interface Claimable extends Pick<Job, 'id' | 'organizationId' | 'state' | 'version' | 'attempt'> {
  /** Release of the time zone data with which the job was requested or last started. */
  readonly timezoneDataVersion: string | null;
  /** 1 is the first. */
  readonly nextAttempt: number;
}

const claimable = raw('r.id, r.organizationId, r.state, r.version, r.attempt, r.timezoneDataVersion');

/** A waiting job was never claimed, or was returned to the queue and continues its attempt. */
const attemptOfWaiting = sql`CASE WHEN r.attempt > 1 THEN r.attempt ELSE 1 END AS nextAttempt`;
const maxCandidates = raw(20);

/** A worker with older time zone data cannot run a job requested with newer data. Null matches no row. */
const needsNewerZoneData = (zoneData: string | null): Sql =>
  sql`CASE WHEN r.timezoneDataVersion > ${zoneData} THEN 1 ELSE 0 END`;

/** The waiting jobs of all organizations, which share the workers, and the jobs whose worker has gone silent. */
export class JobQueue {
  /** A condition on `r`: the job waits for a worker. */
  readonly isWaiting: Sql;
  private readonly table: Sql;
  private readonly held: Sql;
  private readonly canceling: Sql;

  constructor(
    private readonly dataSource: DataSource,
    { table, transitions }: JobKind,
  ) {
    this.table = raw(table);
    this.isWaiting = sql`r.state IN (${join(statesAfter(transitions.release))}) AND r.slot IS NULL`;
    this.canceling = join(statesBefore(transitions.finishCancel));
    this.held = join([...statesBefore(transitions.renew), ...statesBefore(transitions.finishCancel)]);
  }

  /** Jobs that may be claimed now, the next one first: at most as many per organization as it has free slots. */
  listNext(slotsPerOrganization: number, zoneData: string): Promise<Claimable[]> {
    return query(
      this.dataSource,
      sql`SELECT r.*, ${attemptOfWaiting} FROM (${this.turns(zoneData)}) r WHERE r.turn <= ${slotsPerOrganization} ORDER BY r.needsNewerWorker, r.turn, r.id LIMIT ${maxCandidates}`,
    );
  }

  /** Jobs whose worker has gone silent, and canceled jobs that no worker has. */
  listSilent(zoneData: string): Promise<Claimable[]> {
    const { nowMs } = dialectOf(this.dataSource);
    return query(
      this.dataSource,
      sql`SELECT ${claimable}, r.attempt + 1 AS nextAttempt FROM ${this.table} r WHERE r.state IN (${this.held}) AND (r.leaseUntil < ${nowMs} OR (r.leaseUntil IS NULL AND r.state IN (${this.canceling}))) ORDER BY ${needsNewerZoneData(zoneData)}, r.id LIMIT ${maxCandidates}`,
    );
  }

  /** The position of each waiting job by id; 1 is next. */
  async positions(): Promise<Map<number, number>> {
    const rows = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT r.id FROM (${this.turns(null)}) r ORDER BY r.turn, r.id`,
    );
    return new Map(rows.map(({ id }, index) => [id, index + 1]));
  }

  /**
   * Waiting jobs with their turn: the position within the organization, plus the number already running there. The
   * smallest turn is next, and the oldest job among equal turns (round-robin across organizations).
   */
  private turns(zoneData: string | null): Sql {
    const { held, isWaiting } = this;
    const running = sql`SELECT r.organizationId, COUNT(*) AS running FROM ${this.table} r WHERE r.state IN (${held}) AND NOT (${isWaiting}) GROUP BY r.organizationId`;
    return sql`SELECT ${claimable}, ${needsNewerZoneData(zoneData)} AS needsNewerWorker, COALESCE(o.running, 0) + ROW_NUMBER() OVER (PARTITION BY r.organizationId, ${needsNewerZoneData(zoneData)} ORDER BY r.id) AS turn
  FROM ${this.table} r
  LEFT JOIN (${running}) o ON o.organizationId = r.organizationId
 WHERE ${isWaiting}`;
  }
}

/**
 * Sets the queue positions, and drops outdated rows: those that waited when read but have no position now. `readAtMs` is
 * an instant before the positions were read.
 */
export function attachQueuePositions<Row extends Job>(
  kind: JobKind<Row>,
  rows: readonly Row[],
  positions: ReadonlyMap<number, number>,
  readAtMs: number,
): Row[] {
  for (const row of rows) {
    row.queuePosition = positions.get(row.id);
    row.positionReadAtMs = readAtMs;
  }
  return rows.filter((row) => !isWaiting(kind, row) || row.queuePosition !== undefined);
}

export const isWaiting = <Row extends Job>({ transitions }: JobKind<Row>, row: Row): boolean =>
  row.slot === null && statesAfter(transitions.release).includes(row.state);
