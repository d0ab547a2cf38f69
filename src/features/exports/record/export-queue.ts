import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { type Sql, sql } from '../../../platform/database/sql';
import type { Export } from './export.entity';
import type { NotifiableExport } from './export-notices';

/** The columns that a worker needs before it claims an export. */
export type Claimable = Omit<NotifiableExport, 'selection'> &
  Pick<Export, 'state' | 'version' | 'attempt' | 'timezoneDataVersion'>;

/** A worker with older time zone data cannot run an export requested with newer data. Null matches no row. */
const needsNewerZoneData = (zoneData: string | null): Sql =>
  sql`CASE WHEN e.timezoneDataVersion > ${zoneData} THEN 1 ELSE 0 END`;
export const claimable = sql`e.id, e.organizationId, e.requestedById, e.dataset, e.format, e.state, e.version, e.attempt, e.timezoneDataVersion`;

/**
 * Queued exports with their turn: the position within the organization plus the number already running there. The
 * smallest turn is next, and the oldest export among equal turns (round-robin across organizations).
 */
const turns = (
  zoneData: string | null,
): Sql => sql`SELECT ${claimable}, ${needsNewerZoneData(zoneData)} AS needsNewerWorker, COALESCE(r.running, 0) + ROW_NUMBER() OVER (PARTITION BY e.organizationId, ${needsNewerZoneData(zoneData)} ORDER BY e.id) AS turn
  FROM exports e
  LEFT JOIN (SELECT organizationId, COUNT(*) AS running FROM exports WHERE state IN ('RUNNING', 'CANCELLING') GROUP BY organizationId) r ON r.organizationId = e.organizationId
 WHERE e.state = 'QUEUED'`;

/** The queued exports of all organizations, which share the workers. */
export class ExportQueue {
  constructor(private readonly dataSource: DataSource) {}

  /** Exports that may be claimed now, the next one first: at most as many per organization as it has free slots. */
  listNext(slotsPerOrganization: number, zoneData: string): Promise<Claimable[]> {
    return query(
      this.dataSource,
      sql`SELECT ${claimable} FROM (${turns(zoneData)}) e WHERE e.turn <= ${slotsPerOrganization} ORDER BY e.needsNewerWorker, e.turn, e.id LIMIT 20`,
    );
  }

  /** The position of each queued export by id; 1 is next. */
  async positions(): Promise<Map<number, number>> {
    const rows = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT e.id FROM (${turns(null)}) e ORDER BY e.turn, e.id`,
    );
    return new Map(rows.map(({ id }, index) => [id, index + 1]));
  }
}
