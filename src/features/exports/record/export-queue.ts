import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { type Sql, sql } from '../../../platform/database/sql';
import type { Export } from './export.entity';
import type { NotifiableExport } from './export-notices';

/** What a worker looks at before it takes an export up. */
export type Claimable = Omit<NotifiableExport, 'selection'> &
  Pick<Export, 'state' | 'version' | 'attempt' | 'timezoneDataVersion'>;

/** An older worker cannot do what was asked for with newer time zone data; null: a worker that can do everything. */
const needsNewerZoneData = (zoneData: string | null): Sql =>
  sql`CASE WHEN e.timezoneDataVersion > ${zoneData} THEN 1 ELSE 0 END`;
export const claimable = sql`e.id, e.organizationId, e.requestedById, e.dataset, e.format, e.state, e.version, e.attempt, e.timezoneDataVersion`;

/**
 * Those that wait, each with its turn: its place among its organization's own, behind as many as run there. The
 * organization with the fewest running comes first, so the next turn is the smallest number, and the oldest of that.
 */
const turns = (
  zoneData: string | null,
): Sql => sql`SELECT ${claimable}, ${needsNewerZoneData(zoneData)} AS isBeyond, COALESCE(r.running, 0) + ROW_NUMBER() OVER (PARTITION BY e.organizationId, ${needsNewerZoneData(zoneData)} ORDER BY e.id) AS turn
  FROM exports e
  LEFT JOIN (SELECT organizationId, COUNT(*) AS running FROM exports WHERE state IN ('RUNNING', 'CANCELLING') GROUP BY organizationId) r ON r.organizationId = e.organizationId
 WHERE e.state = 'QUEUED'`;

/** The exports that wait, of all organizations: the workers are shared. */
export class ExportQueue {
  constructor(private readonly dataSource: DataSource) {}

  /** Those that may be taken up now, the next first: of each organization no more than it has slots free. */
  listNext(slotsPerOrganization: number, zoneData: string): Promise<Claimable[]> {
    return query(
      this.dataSource,
      sql`SELECT ${claimable} FROM (${turns(zoneData)}) e WHERE e.turn <= ${slotsPerOrganization} ORDER BY e.isBeyond, e.turn, e.id LIMIT 20`,
    );
  }

  /** By export, the place of each that waits; 1 is next. */
  async positions(): Promise<Map<number, number>> {
    const rows = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT e.id FROM (${turns(null)}) e ORDER BY e.turn, e.id`,
    );
    return new Map(rows.map(({ id }, index) => [id, index + 1]));
  }
}
