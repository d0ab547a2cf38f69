import type { DataSource } from 'typeorm';
import type { Export } from './export.entity';
import type { NotifiableExport } from './export-notices';

/** What a worker looks at before it takes an export up. */
export type Claimable = Omit<NotifiableExport, 'selection'> &
  Pick<Export, 'state' | 'version' | 'attempt' | 'timezoneDataVersion'>;

/** An older worker cannot do what was asked for with newer time zone data; null: a worker that can do everything. */
const needsNewerZoneData = 'CASE WHEN e.timezoneDataVersion > ? THEN 1 ELSE 0 END';
export const claimable =
  'e.id, e.organizationId, e.requestedById, e.dataset, e.format, e.state, e.version, e.attempt, e.timezoneDataVersion';

/**
 * Those that wait, each with its turn: its place among its organization's own, behind as many as run there. The
 * organization with the fewest running comes first, so the next turn is the smallest number, and the oldest of that.
 */
const turns = `SELECT ${claimable}, ${needsNewerZoneData} AS isBeyond, COALESCE(r.running, 0) + ROW_NUMBER() OVER (PARTITION BY e.organizationId, ${needsNewerZoneData} ORDER BY e.id) AS turn
  FROM exports e
  LEFT JOIN (SELECT organizationId, COUNT(*) AS running FROM exports WHERE state IN ('RUNNING', 'CANCELLING') GROUP BY organizationId) r ON r.organizationId = e.organizationId
 WHERE e.state = 'QUEUED'`;

/** The exports that wait, of all organizations: the workers are shared. */
export class ExportQueue {
  constructor(private readonly dataSource: DataSource) {}

  /** Those that may be taken up now, the next first: of each organization no more than it has slots free. */
  listNext(slotsPerOrganization: number, zoneData: string): Promise<Claimable[]> {
    return this.dataSource.query(
      `SELECT ${claimable} FROM (${turns}) e WHERE e.turn <= ? ORDER BY e.isBeyond, e.turn, e.id LIMIT 20`,
      [zoneData, zoneData, slotsPerOrganization],
    );
  }

  /** By export, the place of each that waits; 1 is next. */
  async positions(): Promise<Map<number, number>> {
    const rows: { id: number }[] = await this.dataSource.query(`SELECT e.id FROM (${turns}) e ORDER BY e.turn, e.id`, [
      null,
      null,
    ]);
    return new Map(rows.map(({ id }, index) => [id, index + 1]));
  }
}
